import type { Recorder } from "#lab/trace/recorder";
import { World } from "#lab/world/world";
import { showZxid } from "#zab/zxids";
import { broadcast } from "../scenarios";
import { membersOf } from "../subject";
import { inDatabase } from "../transactions";

// A leader dies right when it sends a proposal. What becomes of it, in forty runs?
const fates = { everywhere: 0, nowhere: 0, different: 0 };
for (let seed = 1; seed <= 40; seed++) {
  let last: bigint | undefined;
  let isArmed = false;
  const recorder: Recorder = {
    sent: (_time, from, _to, message) => {
      const { type, transaction } = message as { type?: string; transaction?: { zxid: bigint } };
      if (!isArmed || last !== undefined || type !== "propose") return 0;
      last = transaction!.zxid;
      world.after((seed % 4) / 2, () => world.machine(from).powerCut());
      return 0;
    },
    arrived: () => {},
    lost: () => {},
    happened: () => {},
  };
  const world = new World({ seed, recorder });
  const { nodes } = broadcast(world, membersOf(3));
  world.advance(2_000);
  isArmed = true;
  world.advance(2_000);
  for (const { up, name } of [...nodes.values()]) if (!up) world.machine(name).start();
  world.advance(3_000);
  const have = [...nodes.values()].filter(({ instance }) =>
    inDatabase(instance!.storage).includes(showZxid(last!)),
  );
  if (have.length === 0) fates.nowhere += 1;
  else if (have.length === 3) fates.everywhere += 1;
  else fates.different += 1;
}
console.log(`in the end all three have it:  ${fates.everywhere} runs`);
console.log(`in the end none has it:        ${fates.nowhere} runs`);
console.log(`some have it and some haven't: ${fates.different} runs`);

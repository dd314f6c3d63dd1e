import { World } from "#lab/world/world";
import { showZxid } from "#zab/zxids";
import { broadcast } from "../scenarios";
import { membersOf } from "../subject";

// A leader is cut off with what it has proposed last. The others go on without it.
const world = new World({ seed: 2 });
const { nodes } = broadcast(world, membersOf(3));
world.advance(2_000);
const names = [...nodes.keys()];
const old = names.find((name) => nodes.get(name)!.instance!.leading !== undefined)!;
const others = names.filter((name) => name !== old);
const show = (what: string): void => {
  const states = [old, ...others].map((name) => {
    const { storage, leading } = nodes.get(name)!.instance!;
    return `${name} ${showZxid(storage.log.lastZxid).padEnd(9)}${leading === undefined ? " " : "leads"}`.padEnd(
      20,
    );
  });
  console.log(`${what.padEnd(34)}${states.join("")}`.trimEnd());
};
show("all is well");
for (const other of others) world.faults.clog(old, other);
world.advance(200);
show(`nothing gets out of ${old} any more`);
for (const other of others) world.faults.cut(other, old);
world.advance(4_000);
show("the others have another leader");
for (const other of others) world.faults.unclog(old, other);
world.faults.heal();
world.advance(2_500);
show(`${old} is back`);

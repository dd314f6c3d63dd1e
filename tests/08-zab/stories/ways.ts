import { planSync } from "#zab/sync-plan";
import { showZxid } from "#zab/zxids";
import { at } from "../transactions";

// A leader's history, and followers that come with theirs.
const history = [at(1, 1), at(1, 2), at(1, 3), at(3, 1), at(3, 2)];
console.log(`the leader has  ${history.map(showZxid).join(" ")}`);
for (const follower of [at(3, 2), at(1, 2), at(1, 5), at(3, 4), at(2, 1)]) {
  const index = history.findIndex((zxid) => zxid > follower);
  const behind = (index === -1 ? [] : history.slice(index)).map((zxid) => ({
    previous: history[history.indexOf(zxid) - 1] ?? 0n,
    zxid,
  }));
  const plan = planSync(follower, history.at(-1)!, behind);
  const sent = behind.map(({ zxid }) => showZxid(zxid)).join(" ") || "nothing";
  const way =
    plan.kind === "snapshot"
      ? "a picture of everything"
      : plan.kind === "truncate"
        ? `cut behind ${showZxid(plan.to)}, then ${sent}`
        : sent;
  console.log(`last ${showZxid(follower)}:    ${way}`);
}

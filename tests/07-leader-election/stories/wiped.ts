import { bytes } from "#lab/testing/bytes";
import { NEW_MARK, originOf } from "#leader-election/origin";
import { Stage } from "../stage";

// (4, 17) is on the disks of B and C, and acknowledged; A was away. B is down, and C's disk was exchanged.
for (const asks of [false, true]) {
  const stage = new Stage();
  const [a, c] = [stage.runs(1), stage.runs(3)];
  const origin = originOf(c.host.disk);
  a.look([4, 16]);
  c.look(asks && origin === "lost" ? undefined : [0, 0]);
  stage.pass(5_000);
  console.log(
    asks ? `C asks where its disk comes from: ${origin}` : "C takes its empty disk for that of a new server",
  );
  console.log(`  A: ${a.election.state}, C: ${c.election.state}`);
  if (!asks) console.log("  A leads with (4, 16); (4, 17) is nowhere, and B will be told to forget it");
  else {
    stage.looking({ 2: [4, 17] });
    stage.pass(5_000);
    console.log(`  B comes back. ${stage.says.join(", ")}`);
  }
}
const stage = new Stage();
const a = stage.runs(1);
a.host.disk.append(NEW_MARK, bytes(""));
console.log(`An empty disk with the operator's mark: ${originOf(a.host.disk)}`);

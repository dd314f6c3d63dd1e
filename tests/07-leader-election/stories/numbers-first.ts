import { nameOf, Stage } from "../stage";

// The order 17 of epoch 4 is on the disks of A and B, and acknowledged. B is down, and C was away.
const logs = { A: ["(4, 16)", "(4, 17)"], C: ["(4, 16)"] };
const counters = { 1: 17, 3: 16 };

for (const [rule, standing] of [
  ["the highest number leads", () => [0, 0] as const],
  ["the longest history leads", (id: 1 | 3) => [4, counters[id]] as const],
] as const) {
  const stage = new Stage();
  for (const id of [1, 3] as const) stage.runs(id).look(standing(id));
  stage.pass(1_000);
  const leader = nameOf(stage.elector(1).elected[0]!) as "A" | "C";
  console.log(`${rule}: ${leader}`);
  for (const [name, log] of Object.entries(logs)) {
    console.log(`  ${name} had ${log.join(" ").padEnd(17)} and has ${logs[leader].join(" ")}`);
  }
  console.log(
    logs[leader].includes("(4, 17)")
      ? "  (4, 17) is kept"
      : "  (4, 17) is lost, and a customer was told that it is done",
  );
}

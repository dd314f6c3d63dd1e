import { Desk } from "../sharing";

// Order 1 can't be processed by anybody: whoever has it lets it go. The limit is three deliveries.
const desk = new Desk(3);

for (let round = 1; round <= 4; round++) {
  const taken = desk.take("A");
  for (const each of taken) {
    const offset = Number(each.split("×")[0]);
    desk.say("A", offset, offset === 1 ? "release" : "accept");
  }
  console.log(`round ${round}: ${(taken.join(", ") || "nothing").padEnd(13)}  start ${desk.start}`);
}

import { Stage } from "../../16-replication/stage";
import { encodeBatch } from "#commit-log/record-batch";
import { ProducerStates } from "#acknowledgment/producer-states";
import { record } from "../../13-commit-log/records";

// Ann's payment is sent, the answer gets lost, and it is sent again.
function log(numbered: boolean): string {
  const stage = new Stage({ admission: () => new ProducerStates() });
  stage.leads("A");
  stage.pass(50);
  const payment = encodeBatch(
    [record(0, "Ann pays")],
    numbered ? { producerId: 7n, producerEpoch: 0, baseSequence: 0 } : {},
  );
  const answers: string[] = [];
  for (let times = 0; times < 2; times++) {
    stage.as("A", (replica) =>
      replica.append(payment, "all", (error, base) => answers.push(`${error} ${base}`)),
    );
    stage.pass(100);
  }
  return `${answers.join(", ").padEnd(16)}  the log: ${stage.content("A").join(", ")}`;
}

console.log(`without numbers  ${log(false)}`);
console.log(`with numbers     ${log(true)}`);

import { recordRoutes } from "#kafka-protocol/record-handlers";
import { order } from "../../13-commit-log/records";
import { Desk } from "../desk";
import { ask, KEY } from "../wire";

// A reader at the end of the log waits 500 ms at most for 150 bytes. An order has 75, and comes every 150 ms.
const desk = new Desk({ routes: (cluster, host) => recordRoutes(cluster, host.clock) });
desk.at((cluster) => cluster.place("orders"));
function read(orders: number): void {
  const from = desk.cluster.replica("orders", 0)!.log.endOffset;
  const start = desk.world.now;
  const client = desk
    .dial()
    .say(
      ask(KEY.fetch, 4, (out) =>
        out.i32(-1).i32(500).i32(150).i32(1e6).i8(0).i32(1).text("orders").i32(1).i32(0).i64(from).i32(1e6),
      ),
    );
  let handed = 0;
  for (;;) {
    const answer = client.next();
    if (answer !== undefined) {
      const records = answer.bytes.length - 54;
      const waited = Math.round((desk.world.now - start) / 50) * 50;
      return console.log(
        `${orders} orders come: answered after about ${waited} ms, ${records} bytes of records`,
      );
    }
    const next = handed < orders && desk.world.now - start >= 150 * (handed + 1);
    if (next) desk.at((cluster) => cluster.replica("orders", 0)!.append(order(handed++), "all", () => {}));
    else desk.pass(10);
  }
}
for (const orders of [0, 1, 2]) read(orders);

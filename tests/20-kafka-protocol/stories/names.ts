import { ErrorCode } from "#kafka-protocol/error-codes";
import { topicRoutes } from "#kafka-protocol/topic-handlers";
import { Desk } from "../desk";
import { ask, KEY } from "../wire";

// Topics that somebody asks for.
const desk = new Desk({ routes: (cluster) => topicRoutes(cluster) });
const client = desk.dial();
for (const name of ["orders", "../../etc/cron.d/x", "a/b", "..", "__coordinator", ""]) {
  const answer = client.asks(
    ask(KEY.create, 1, (out) =>
      out
        .i32(1)
        .text(name)
        .i32(1)
        .i16(1)
        .list([], () => out)
        .list([], () => out)
        .i32(1_000)
        .i8(0),
    ),
  );
  answer.i32();
  answer.text();
  const code = answer.i16();
  const [error] = Object.entries(ErrorCode).find(([, number]) => number === code)!;
  console.log(`${JSON.stringify(name).padEnd(22)} ${error}`);
}

import { topicRoutes } from "#kafka-protocol/topic-handlers";
import { Desk } from "../desk";
import { ask, KEY } from "../wire";

// A client of tomorrow asks what there is, in a version that this server doesn't know.
const client = new Desk({ routes: (cluster) => topicRoutes(cluster) }).dial();
const answer = client.asks(
  ask(KEY.versions, 4, (out) => out.varint(0).compact("java").compact("9.9").varint(0)),
);
console.log("client: ApiVersions, version 4");
console.log(`server: error ${answer.i16()}, in version 0`);
for (let left = answer.i32(); left > 0; left--) {
  console.log(
    `          API ${String(answer.i16()).padStart(2)}, versions ${answer.i16()} to ${answer.i16()}`,
  );
}
const again = client.asks(
  ask(KEY.versions, 3, (out) => out.varint(0).compact("java").compact("9.9").varint(0)),
);
console.log("client: ApiVersions, version 3");
console.log(`server: error ${again.i16()}`);

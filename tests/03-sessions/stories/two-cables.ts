import { bytes } from "#lab/testing/bytes";
import { clientOf, Ensemble, TIMEOUT } from "../ensemble";

// DB1 is the master, with a timeout of 6 s on ticks of 2 s. Its cable is out for half of that; and then for good.
const ensemble = new Ensemble(0);
const { clock, one, two } = ensemble;
const db1 = clientOf(one, TIMEOUT);
const { id } = db1.session!;

function say(what: string): void {
  const stat = two.database.tree.exists("/master");
  const znode = stat === undefined ? "gone" : `czxid ${stat.czxid}`;
  console.log(`${(clock.now() / 1_000).toFixed(1).padStart(4)} s  ${what.padEnd(44)}  /master: ${znode}`);
}

clock.advance(700);
db1.ask({ type: "create", path: "/master", data: bytes("DB1"), ephemeralOwner: id });
say("DB1, at server 1, becomes the master");
db1.drop();
say("its connection breaks");
clock.advance(TIMEOUT / 2);
say("half its timeout is over");
say(`server 2 lets it go on: ${db1.goOn(two).id === id ? "the same session" : "another session"}`);
db1.drop();
say("its connection breaks again");
clock.advance(TIMEOUT - 100);
say("its timeout is nearly over");
while (two.database.tree.exists("/master") !== undefined) clock.advance(100);
say("the leader closes its session");
clock.advance(1_000);
say(`server 1 lets it go on: ${db1.goOn(one).id === id ? "the same session" : "no, it is over"}`);

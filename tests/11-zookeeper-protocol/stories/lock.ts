import {
  answerOf,
  asked,
  created,
  deleted,
  EPHEMERAL,
  nothing,
  OP,
  path,
  SEQUENTIAL,
  stock,
} from "../requests";
import { type Client, Shop } from "../shop";
import type { In, Out } from "../wire";
import { request } from "../wire";

// The frames of kazoo's Lock, as they were captured between two programs in Python and a server: who waits reads the
// znode before its own, with a watch.
const LOCK = "/shop/lock";
const shop = new Shop();
stock(shop, "/shop", LOCK);
const people = { ann: shop.client(), bob: shop.client() };
type Name = keyof typeof people;
let xid = 0;

function line(who: Name, what: string, answer: string): void {
  console.log(`${who}  ${what.padEnd(50)}${answer}`);
}

/** A request and its answer, of which `read` makes a text. */
function tell(
  who: Name,
  what: string,
  opcode: number,
  body: (out: Out) => Out,
  read: (answer: In) => string,
): string {
  const client: Client = people[who];
  xid += 1;
  const answer = answerOf(client.say(request(xid, opcode, body)), xid, read);
  const text = answer.error === 0 ? answer.body! : `error ${answer.error}`;
  line(who, what, text);
  return text;
}

function enter(who: Name): string {
  const own = created(`${LOCK}/${who}__lock__`, who, EPHEMERAL | SEQUENTIAL);
  return tell(who, `create ${LOCK}/${who}__lock__, flags 3`, OP.create, own, path);
}
function look(who: Name): void {
  tell(who, `getChildren ${LOCK}`, OP.getChildren, asked(LOCK), (answer) =>
    answer.strings().sort().join(" "),
  );
}
/** What the server says without being asked. */
function hear(who: Name): void {
  const frame = people[who].next();
  const header = frame.header();
  const [type, , where] = [frame.int(), frame.int(), frame.string()];
  line(who, "", `xid ${header.xid}, event ${type}: ${where}`);
}

const hers = enter("ann");
look("ann");
const his = enter("bob");
look("bob");
tell("bob", `getData ${hers}, watch`, OP.getData, asked(hers, true), (answer) => {
  const data = answer.string();
  answer.stat();
  return data;
});
tell("ann", `delete ${hers}`, OP.delete, deleted(hers), nothing);
hear("bob");
look("bob");
tell("bob", `delete ${his}`, OP.delete, deleted(his), nothing);

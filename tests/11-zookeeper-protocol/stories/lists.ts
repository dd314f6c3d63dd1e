import { ErrorCode } from "#znode-tree/errors";
import { ask, asked, createdFor, deleted, named, OP, path } from "../requests";
import { type Client, Shop } from "../shop";
import { type In, request } from "../wire";

// Ann keeps a znode for herself, and gives something away by mistake. Bob tries.
const shop = new Shop({ access: {} });

function login(name: string, proof: string): (what: string, ...of: AskOf) => void {
  const client: Client = shop.client();
  client.say(request(-4, 100, (out) => out.int(0).string("digest").string(proof))).next();
  return (what, opcode, body, read) => {
    const { error, body: answer } = ask(client, opcode, body, read);
    const refusal = Object.entries(ErrorCode).find(([, value]) => value === error)?.[0];
    console.log(`${name}  ${what.padEnd(42)} ${refusal ?? String(answer)}`);
  };
}
type AskOf = [opcode: number, body: Parameters<typeof ask>[2], read: (answer: In) => unknown];

const data = (answer: In): string => {
  const text = answer.string();
  answer.stat();
  return text;
};
const list = (answer: In): string => {
  const all = answer.list(() => `${answer.int()} ${answer.string()}:${answer.string()}`);
  answer.stat();
  return all.join("\n".padEnd(49));
};

const ann = login("ann", "ann:secret");
const bob = login("bob", "bob:lamps");
ann(
  "create /till, 31 auth: and 1 ip:10.0.0.0/8",
  OP.create,
  createdFor(
    "/till",
    [
      [31, "auth", ""],
      [1, "ip", "10.0.0.0/8"],
    ],
    "41",
  ),
  path,
);
ann("getData /till", OP.getData, asked("/till"), data);
bob("getData /till", OP.getData, asked("/till"), data);
bob("getACL /till", OP.getAcl, named("/till"), list);
bob("delete /till", OP.delete, deleted("/till"), () => "done");

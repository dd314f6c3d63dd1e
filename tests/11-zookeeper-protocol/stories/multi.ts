import { ErrorCode } from "#znode-tree/errors";
import { ask, checked, created, dataSet, deleted, OP, parts, readParts, stock } from "../requests";
import { Shop } from "../shop";

// A multi of four parts, of which the second is to blame.
const shop = new Shop();
stock(shop, "/stock", "/cart");
const client = shop.client();
const list: [what: string, opcode: number, body: ReturnType<typeof created>][] = [
  ["create /order", OP.create, created("/order")],
  ["check /stock, version 7", OP.check, checked("/stock", 7)],
  ["setData /stock", OP.setData, dataSet("/stock", "41 lamps")],
  ["delete /cart", OP.delete, deleted("/cart")],
];
const { error, body } = ask(
  client,
  OP.multi,
  parts(...list.map(([, opcode, part]): [number, typeof part] => [opcode, part])),
  readParts,
);
const nameOf = (code: number): string =>
  Object.entries(ErrorCode).find(([, value]) => value === code)?.[0] ?? "";

console.log(`${"header".padEnd(28)}${String(error).padStart(4)}`);
for (const [index, part] of body!.entries()) {
  console.log(
    `${list[index]![0].padEnd(28)}${String(part.error).padStart(4)}  ${nameOf(part.error)}`.trimEnd(),
  );
}

import { Shop } from "../shop";
import { goodbye, hello, In, PING } from "../wire";

// A client's whole conversation with a server: hello, a ping, goodbye.
type Field = [name: string, bytes: number, meaning?: (value: bigint) => string];

const HELLO: Field[] = [
  ["version", 4],
  ["last zxid seen", 8],
  ["timeout", 4, (ms) => `${ms} ms`],
  ["session", 8, () => "a new one"],
  ["password", 20, () => "sixteen bytes, and their number"],
  ["read-only", 1, () => "no"],
];
const WELCOME: Field[] = [
  ["version", 4],
  ["timeout", 4, (ms) => `${ms} ms`],
  ["session", 8],
  ["password", 20],
  ["read-only", 1, () => "no"],
];
const REQUEST: Field[] = [
  ["xid", 4, signed],
  ["opcode", 4, signed],
];
const HEADER: Field[] = [
  ["xid", 4, signed],
  ["zxid", 8, (zxid) => `${zxid}`],
  ["error", 4, () => "none"],
];

function signed(value: bigint): string {
  return String(BigInt.asIntN(32, value));
}

/** Shows a frame field by field. */
function show(who: string, frame: Uint8Array, fields: Field[]): void {
  console.log(`${who}, ${frame.length} bytes`);
  let at = 0;
  for (const [name, size, meaning] of fields) {
    const digits = Buffer.from(frame.subarray(at, at + size)).toString("hex");
    at += size;
    const shown = digits.length > 16 ? `${digits.slice(0, 16)}…` : digits;
    const said = meaning === undefined ? "" : `: ${meaning(BigInt(`0x${digits}`))}`;
    console.log(`    ${shown.padEnd(20)}${name}${said}`);
  }
  if (at !== frame.length) throw new Error(`${frame.length - at} bytes more`);
}

const client = new Shop().dial();

function converse(frame: Uint8Array, fields: Field[], answer: Field[]): void {
  show("client", new In(frame).buffer(), fields);
  client.say(frame);
  show("server", client.next().bytes, answer);
}

converse(hello({ timeout: 10_000, readOnly: false }), HELLO, WELCOME);
converse(PING, REQUEST, HEADER);
converse(goodbye(1), REQUEST, HEADER);
if (client.closed) console.log("the server closes the connection");

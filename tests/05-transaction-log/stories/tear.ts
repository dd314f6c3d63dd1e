import { FileWindow } from "#transaction-log/file-window";
import { inspect } from "#transaction-log/record";
import { TransactionLog } from "#transaction-log/log";
import { append } from "../desk";
import { orders } from "../orders";
import { Site } from "../site";

// Three orders are in the log. Something happens to it, and the log is read from the beginning.
const site = new Site();
append(site, new TransactionLog(site.host), orders(1, 3));
const [saved] = site.save();
const [file, whole] = saved!;
const size = whole.length / 3;

function read(what: string, content: Uint8Array): void {
  site.load(new Map([[file, content]]));
  const window = new FileWindow(site.disk, file);
  const seen: string[] = [];
  let found = inspect(window, 0);
  for (; found.kind === "record"; found = inspect(window, found.end)) seen.push("record");
  seen.push(found.kind === "damaged" ? `damaged: ${found.why}` : found.kind);
  console.log(`${what.padEnd(34)}${seen.join(", ")}`);
}

function changed(at: number): Uint8Array {
  const copy = whole.slice();
  copy[at]! ^= 0b100;
  return copy;
}

read("nothing happens", whole);
read("the last 20 bytes are missing", whole.slice(0, -20));
read("the last 20 bytes are zeros", whole.slice().fill(0, whole.length - 20));
read("a bit of the second order turns", changed(size + 40));
read("a bit of the last length turns", changed(size * 2 + 3));

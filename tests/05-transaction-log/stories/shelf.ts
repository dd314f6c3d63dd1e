import { TransactionLog } from "#transaction-log/log";
import { append, recover } from "../desk";
import { orders } from "../orders";
import { Site } from "../site";

const SMALL = { maxFileBytes: 200 };

function list(site: Site, title: string): void {
  console.log(title);
  for (const file of site.files("log")) console.log(`  ${file}  ${site.disk.size(file)} bytes`);
}

const site = new Site();
const log = new TransactionLog(site.host, SMALL);
for (const each of orders(1, 9)) append(site, log, [each]);
list(site, "nine orders:");

// The tenth order begins a new file. The power fails when that has got its name and nothing else.
append(site, log, orders(10, 10));
const files = site.save();
files.set([...files.keys()].at(-1)!, new Uint8Array(0));
site.load(files);
const again = recover(site, SMALL);
list(site, "the power failed during the tenth:");
console.log(`the last transaction is ${again.log.lastZxid}`);

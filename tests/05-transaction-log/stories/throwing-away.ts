import { Storage } from "#transaction-log/storage";
import { orders } from "../orders";
import { Site } from "../site";

const OPTIONS = { maxFileBytes: 600, snapshotEvery: 1_000, keepSnapshots: 2 };
const site = new Site();

function start(): Storage {
  const storage = new Storage(site.host, OPTIONS);
  site.run(() => storage.open(() => {}));
  site.pass();
  return storage;
}

function list(title: string): void {
  console.log(title);
  for (const folder of ["snapshots", "log"]) {
    const numbers = site.files(folder).map((file) => parseInt(file.slice(-4), 16));
    console.log(`  ${folder.padEnd(10)} ${numbers.join(", ")}`);
  }
}

const storage = start();
for (const each of orders(1, 40)) {
  site.run(() => storage.append(each, () => storage.database.apply(each)));
  site.pass();
  if (each.zxid % 10n !== 0n) continue;
  if (each.zxid === 40n) list("before the fourth snapshot:");
  site.run(() => storage.snapshot());
  site.pass();
}
list("after it:");

for (const damaged of [1, 2]) {
  const file = site.files("snapshots").at(-damaged)!;
  site.machine.disk.flipBit(file, 300);
  site.kill();
  const again = start();
  const outcome = site.up ? `starts with ${again.database.lastZxid}` : `doesn't start: ${site.halts.at(-1)}`;
  console.log(`${damaged} of 2 snapshots damaged: ${outcome}`);
}

import { text } from "#lab/testing/bytes";
import { decodeRecords, encodeBatch } from "#commit-log/record-batch";
import { Site } from "../../05-transaction-log/site";
import { does, flush, open } from "../desk";
import { record } from "../records";

// Addresses of customers, compacted twice.
const site = new Site();
const log = open(site, { segmentBytes: 700, indexBytes: 100, keepTombstonesMs: 1_000 });
const changes: [customer: string, address: string | null][] = [
  ["Ann", "Elm Street 1"],
  ["Bob", "Oak Road 7"],
  ["Ann", "Mill Lane 3"],
  ["Bob", null],
  ["Cid", "Hill 9"],
  ["Ann", "Park Row 5"],
  ["Cid", "Hill 10"],
  ["Dee", "Quay 2"],
  ["Dee", "Quay 4"],
];

function show(title: string): void {
  const records = log.read(log.startOffset, Infinity).flatMap((batch) => decodeRecords(batch));
  console.log(title);
  for (const { offset, key, value } of records) {
    console.log(`  ${offset}  ${text(key!)}  ${value === null ? "(tombstone)" : text(value)}`);
  }
}

site.run(() => {
  for (const [customer, address] of changes) log.append(encodeBatch([record(0, address, customer)]), 1);
});
flush(site, log);
show("as it was written");
does(site, (done) => log.compact(5_000, log.endOffset, done));
show(`compacted: all but the segment that is being written, which begins at ${log.segments.at(-1)!.base}`);
does(site, (done) => log.compact(6_000, log.endOffset, done));
show("when the time of the tombstone is up");

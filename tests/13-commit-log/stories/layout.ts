import { encodeBatch } from "#commit-log/record-batch";
import * as layout from "#commit-log/record-batch";
import { record } from "../records";

// Two records in a batch, byte by byte.
const batch = encodeBatch([
  record(0, "a lamp", "Ann", 1_700_000_000_000),
  record(1, null, "Bob", 1_700_000_000_005),
]);
const fields: [name: string, at: number][] = [
  ["base offset", layout.BASE_OFFSET],
  ["length", layout.BATCH_LENGTH],
  ["leader epoch", layout.LEADER_EPOCH],
  ["magic", layout.MAGIC],
  ["checksum", layout.CRC],
  ["attributes", layout.ATTRIBUTES],
  ["last offset delta", layout.LAST_OFFSET_DELTA],
  ["base timestamp", layout.BASE_TIMESTAMP],
  ["max timestamp", layout.MAX_TIMESTAMP],
  ["producer id", layout.PRODUCER_ID],
  ["producer epoch", layout.PRODUCER_EPOCH],
  ["base sequence", layout.BASE_SEQUENCE],
  ["records", layout.RECORD_COUNT],
  ["the first", layout.RECORDS],
  ["the second", layout.RECORDS + 1 + batch[layout.RECORDS]! / 2],
];
for (const [index, [name, at]] of fields.entries()) {
  const bytes = batch.subarray(at, fields[index + 1]?.[1]);
  const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join(" ");
  console.log(`${String(at).padStart(3)}  ${name.padEnd(18)} ${hex}`);
}

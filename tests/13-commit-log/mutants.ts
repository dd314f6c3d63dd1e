import { type Mutant, mutant } from "#lab/testing/mutant";

const VARINT = { step: "batches", file: "varint.ts" };
const BATCH = { step: "batches", file: "record-batch.ts" };
const HALVING = { step: "segments", file: "halving.ts" };
const LOG = { step: "segments", file: "commit-log.ts" };
const WALK = { step: "segments", file: "segment.ts" };
const INDEX = { step: "indexes", file: "sparse-index.ts" };
const ENTRIES = { step: "indexes", file: "segment.ts" };
const TIME = { step: "indexes", file: "commit-log.ts" };
const REBUILD = { step: "recovery", file: "segment.ts" };
const CHECKPOINT = { step: "recovery", file: "checkpoint.ts" };
const FLUSH = { step: "recovery", file: "commit-log.ts" };
const DECISION = { step: "retention", file: "retention.ts" };
const ENDS = { step: "retention", file: "commit-log.ts" };
const KEYS = { step: "compaction", file: "compaction.ts" };
const CLEANER = { step: "compaction", file: "cleaner.ts" };
const CHOICE = { step: "compaction", file: "commit-log.ts" };

/** Wrong logs that somebody really wrote, or easily might. Each must die in its step. */
export const mutants: Mutant[] = [
  mutant(
    VARINT,
    "not-folded",
    "Negative numbers aren't folded: they take ten bytes, and others read them as positive",
    "no zigzag",
    ["BigInt.asUintN(64, (value << 1n) ^ (value >> 63n))", "BigInt.asUintN(64, value)"],
  ),
  mutant(
    VARINT,
    "last-bit-lost",
    "A number that ends in the eighth bit gets no further byte",
    "a bound that is off by one",
    ["left >= 0x80n", "left > 0x80n"],
  ),
  mutant(
    VARINT,
    "numbers-without-end",
    "A number may be as long as it likes",
    "no bound for a varint",
    ["shift < 70n", "shift < 70_000n"],
    ["return BigInt.asIntN(64, (folded >> 1n) ^ -(folded & 1n));", "return (folded >> 1n) ^ -(folded & 1n);"],
  ),

  mutant(
    BATCH,
    "checksum-over-all",
    "The checksum covers the offset: whoever sets that must compute it anew",
    "the checksum of the older formats",
    ["writer.putU32(CRC, crc32c(writer.view(ATTRIBUTES)));", "writer.putU32(CRC, crc32c(writer.view(0)));"],
  ),
  mutant(BATCH, "checksum-not-checked", "Nobody looks at the checksum", "a check that is forgotten", [
    "if (crc32c(bytes.subarray(ATTRIBUTES)) !== view.getUint32(CRC))",
    "if (bytes.length === 0)",
  ]),
  mutant(
    BATCH,
    "length-counts-all",
    "The length counts its own field and the offset too",
    "off by twelve",
    [
      "writer.putU32(BATCH_LENGTH, writer.length - LENGTH_END);",
      "writer.putU32(BATCH_LENGTH, writer.length);",
    ],
    ["view.getInt32(BATCH_LENGTH) + LENGTH_END", "view.getInt32(BATCH_LENGTH)"],
  ),
  mutant(
    BATCH,
    "length-trusted",
    "A length is believed, whatever it says",
    "damage that is taken for a length",
    ["if (size < RECORDS || size > MAX_BATCH_BYTES)", "if (size < RECORDS)"],
  ),
  mutant(
    BATCH,
    "version-not-checked",
    "Any version of the format is taken for this one",
    "the magic byte is forgotten",
    ["if (view.getInt8(MAGIC) !== 2)", "if (view.getInt8(MAGIC) > 200)"],
  ),
  mutant(BATCH, "end-before-beginning", "A batch may end before it begins", "a negative delta", [
    "if (delta < 0)",
    "if (delta < -(2 ** 40))",
  ]),
  mutant(
    BATCH,
    "more-behind-it",
    "Something behind the batch is taken for a part of it",
    "a length that isn't compared",
    ["if (info.size !== bytes.length)", "if (info.size > bytes.length)"],
    ["crc32c(bytes.subarray(ATTRIBUTES)) !==", "crc32c(bytes.subarray(ATTRIBUTES, info.size)) !=="],
  ),
  mutant(
    BATCH,
    "last-time-is-latest",
    "The time of the last record is taken for the latest",
    "times are thought to rise",
    [
      "writer.u64(options.maxTimestamp ?? highest);",
      "writer.u64(options.maxTimestamp ?? records.at(-1)?.timestamp ?? highest);",
    ],
  ),
  mutant(
    BATCH,
    "no-key-is-empty-key",
    "No key and an empty key look the same",
    "null is written as nothing",
    ["BigInt(bytes?.length ?? -1)", "BigInt(bytes?.length ?? 0)"],
  ),
  mutant(
    BATCH,
    "place-in-the-original",
    "The producer's own bytes get the offset",
    "no copy is made",
    ["const copy = batch.slice();", "const copy = batch;"],
    ["new DataView(copy.buffer)", "new DataView(copy.buffer, copy.byteOffset)"],
  ),
  mutant(BATCH, "offset-of-32-bits", "An offset has 32 bits", "a number that was large enough yesterday", [
    "view.setBigInt64(BASE_OFFSET, baseOffset);",
    "view.setBigInt64(BASE_OFFSET, BigInt.asUintN(32, baseOffset));",
  ]),
  mutant(
    BATCH,
    "time-of-creation",
    "The time of the append, which the broker has set, isn't looked at",
    "message.timestamp.type",
    ["(info.attributes & APPEND_TIME_BIT) === 0 ? created : info.maxTimestamp", "created"],
  ),
  mutant(
    BATCH,
    "record-length-ignored",
    "A record may be longer than it says",
    "a length that isn't compared",
    ["if (cursor.at !== end) throw", "if (end < 0) throw"],
    ["if (cursor.at !== cursor.source.length) throw", "if (cursor.at > cursor.source.length) throw"],
  ),

  mutant(HALVING, "both-bounds-jump", "The upper bound jumps over the middle", "binary search, off by one", [
    "else high = middle;",
    "else high = middle - 1;",
  ]),
  mutant(HALVING, "one-after-the-other", "Instead of halving it walks", "a search that grows with the log", [
    "const middle = (low + high) >>> 1;",
    "const middle = low;",
  ]),
  mutant(
    LOG,
    "edge-of-a-segment",
    "The first offset of a segment is looked for in the one before it",
    "faults: binary search off by one at a segment edge",
    [".base <= offset) - 1;", ".base < offset) - 1;"],
  ),
  mutant(
    LOG,
    "end-told-late",
    "The next offset is the one behind what is durable: two appends in a row get the same",
    "faults: end offset bumped late gives duplicates (KAFKA-7866)",
    ["const baseOffset = this.endOffset;", "const baseOffset = this.#recoveryPoint;"],
  ),
  mutant(
    LOG,
    "rolls-on-itself",
    "An empty segment is followed by one with the same name",
    "faults: re-roll at an existing base offset (KAFKA-6388)",
    ["if (size === 0) return false;", ""],
  ),
  mutant(
    LOG,
    "one-too-large",
    "A segment is full only when it is larger than it may be",
    "a bound that is looked at too late",
    ["size + info.size > segmentBytes", "size > segmentBytes"],
  ),
  mutant(LOG, "rolls-by-the-latest", "A segment's age is counted from its latest record", "segment.ms", [
    "const { size, base, firstTimestamp } = this.#active;",
    "const { size, base, maxTimestamp: firstTimestamp } = this.#active;",
  ]),
  mutant(
    LOG,
    "index-too-small",
    "A segment gets offsets that its index can't tell",
    "faults: index offset overflow (KAFKA-6264)",
    [" || info.lastOffset - base > MAX_RELATIVE", ""],
  ),
  mutant(
    LOG,
    "gap-too-wide",
    "A gap may be wider than an index can tell",
    "KAFKA-6264, in a segment without a batch",
    [
      "if (info.lastOffset - this.endOffset > MAX_RELATIVE)",
      "if (info.lastOffset - this.endOffset > MAX_RELATIVE * 8n)",
    ],
  ),
  mutant(
    LOG,
    "copy-may-overlap",
    "A copy's offsets aren't compared with the end",
    "an offset that is given twice",
    ["if (info.baseOffset < this.endOffset) {", "if (info.lastOffset < this.startOffset) {"],
  ),
  mutant(
    LOG,
    "copy-gets-the-next",
    "A copy gets the next offset instead of its own",
    "append in the place of appendCopy",
    ["    this.#add([batch], info);", "    this.append(batch, info.leaderEpoch);"],
  ),
  mutant(
    LOG,
    "first-batch-must-fit",
    "The first batch must fit too: a reader that asks for little gets nothing, for ever",
    "KIP-74",
    [
      "if (batches.length > 0 && each.info.size > left) return batches;",
      "if (each.info.size > left) return batches;",
    ],
  ),
  mutant(
    LOG,
    "bound-by-its-first",
    "A batch that begins below the bound is given, whatever is in it",
    "high watermark in the middle of a batch",
    [
      "if (each.info.lastOffset >= below) return batches;",
      "if (each.info.baseOffset >= below) return batches;",
    ],
  ),
  mutant(LOG, "one-segment-only", "A read ends where its segment ends", "a loop that ends early", [
    "left -= each.info.size;\n      }",
    "left -= each.info.size;\n      }\n      if (batches.length > 0) break;",
  ]),
  mutant(
    LOG,
    "end-is-an-error",
    "Who has read everything is told that the offset doesn't exist",
    "off by one",
    [
      "offset < this.startOffset || offset > this.endOffset",
      "offset < this.startOffset || offset >= this.endOffset",
    ],
  ),
  mutant(WALK, "gap-skipped", "An offset in a gap is found nowhere", "equality in the place of order", [
    "if (each.info.lastOffset >= offset) return each;",
    "if (each.info.lastOffset >= offset && each.info.baseOffset <= offset) return each;",
  ]),

  mutant(INDEX, "entry-behind", "The entry behind the offset is used", "binary search, off by one", [
    "index).offset <= offset);\n    return before === 0 ? 0 : this.#at(before - 1).position;",
    "index).offset < offset);\n    return this.count === 0 ? 0 : this.#at(Math.min(before, this.count - 1)).position;",
  ]),
  mutant(
    INDEX,
    "too-far-is-cut-off",
    "An offset that doesn't fit is cut off",
    "faults: index offset overflow (KAFKA-6264)",
    ["if (offset - this.base > MAX_RELATIVE) throw", "if (offset < this.base) throw"],
    [
      "writer.u32(Number(offset - this.base));\n    writer.u32(position);",
      "writer.u32(Number(BigInt.asUintN(31, offset - this.base)));\n    writer.u32(position);",
    ],
  ),
  mutant(
    INDEX,
    "whole-offsets",
    "The index counts from 0 and not from its segment's base",
    "an offset of more than 32 bits",
    [
      "offset: this.base + BigInt(view.getUint32(0)), position",
      "offset: BigInt(view.getUint32(0)), position",
    ],
  ),
  mutant(INDEX, "times-go-back", "An entry of an earlier time is added too", "times are thought to rise", [
    "if (last !== undefined && (timestamp < last.timestamp || offset <= last.offset)) return;",
    "if (last !== undefined && offset <= last.offset) return;",
  ]),
  mutant(INDEX, "time-included", "Up to an entry of this very time nothing is looked at", "off by one", [
    "index).timestamp < timestamp);",
    "index).timestamp <= timestamp);",
  ]),
  mutant(
    ENTRIES,
    "time-of-the-batch",
    "An entry has the time of its own batch, not the latest up to there",
    "times are thought to rise",
    [
      "this.times.add(this.maxTimestamp, this.#maxAt);\n      this.#sinceEntry",
      "this.times.add(info.maxTimestamp, info.lastOffset);\n      this.#sinceEntry",
    ],
  ),
  mutant(ENTRIES, "every-batch", "Every batch gets an entry", "an index as long as the log", [
    "if (this.#sinceEntry > this.indexBytes) {",
    "if (this.#sinceEntry > 0) {",
  ]),
  mutant(
    ENTRIES,
    "no-entry",
    "Nothing gets an entry: every read begins at the beginning",
    "the index is forgotten",
    ["if (this.#sinceEntry > this.indexBytes) {", "if (this.#sinceEntry < 0) {"],
  ),
  mutant(
    ENTRIES,
    "index-of-another-place",
    "The entry says where the batch ends",
    "a position that is counted too early",
    [
      "this.offsets.add(info.baseOffset, position);",
      "this.offsets.add(info.baseOffset, position + info.size);",
    ],
  ),
  mutant(
    TIME,
    "batch-for-record",
    "The first offset of the batch is given, although its records can be read",
    "ListOffsets",
    [
      "if (isCompressed(each.info)) return each.info.baseOffset;",
      "if (each.info.recordCount > 0) return each.info.baseOffset;",
    ],
  ),
  mutant(
    TIME,
    "first-segment-only",
    "When a segment promised a time and doesn't have it, nothing is found",
    "a batch says more than its records",
    [
      "        if (found !== undefined) return found.offset;\n      }\n",
      "        if (found !== undefined) return found.offset;\n      }\n      return undefined;\n",
    ],
  ),

  mutant(
    REBUILD,
    "checksum-not-looked-at",
    "What comes back isn't checked",
    "faults: recovery truncates at the first bad CRC",
    [
      "const info = checkBatch(window.bytes(this.size, size));",
      "const info = readInfo(window.bytes(this.size, size));",
    ],
  ),
  mutant(
    REBUILD,
    "index-added-to",
    "The indexes that are there are added to",
    "an index that is older than its log",
    [
      "for (const { file } of [this.offsets, this.times]) if (this.disk.exists(file)) this.disk.remove(file);",
      "",
    ],
  ),
  mutant(
    CHECKPOINT,
    "not-flushed",
    "The new recovery point takes the old one's place before it is durable",
    "faults: checkpoint not fsynced (KAFKA-16541)",
    [
      "flushFile(this.#host, draft, () => {\n      disk.rename(draft, this.#file);\n      flushFolder(this.#host, this.#folder, () => {\n        this.#offset = offset;\n        done();\n      });\n    });",
      "disk.rename(draft, this.#file);\n    flushFolder(this.#host, this.#folder, () => {\n      this.#offset = offset;\n      done();\n    });",
    ],
  ),
  mutant(
    CHECKPOINT,
    "unreadable-is-fatal",
    "A recovery point that can't be read is taken at its word",
    "damage that is taken for a number",
    [
      'found.kind === "record" ? new ByteReader(found.body).u64() : 0n',
      'found.kind === "record" ? new ByteReader(found.body).u64() : 1n << 62n',
    ],
  ),
  mutant(
    FLUSH,
    "ahead-of-the-flush",
    "While the flush is under way, the recovery point already says that it is done",
    "faults: recovery point ahead of the flush (KAFKA-10101)",
    [
      "      const end = this.endOffset;\n",
      "      const end = this.endOffset;\n      this.#recoveryPoint = end;\n",
    ],
  ),
  mutant(
    FLUSH,
    "all-that-came-meanwhile",
    "What was appended during the flush counts as flushed",
    "the end is read too late",
    ["this.#recoveryPoint = end;", "this.#recoveryPoint = this.endOffset;"],
  ),
  mutant(
    FLUSH,
    "active-trusted",
    "The checkpoint covers the segment that is being written, whose indexes aren't flushed",
    "an index that is trusted",
    [
      "this.#checkpoint.raise(this.#flushedTo, () => {\n          for",
      "this.#checkpoint.raise(end, () => {\n          for",
    ],
    [
      "return this.#segments.find((segment) => this.#unflushed.has(segment))!.base;",
      "return this.endOffset;",
    ],
    ["if (next !== undefined && next <= point && segment.hasIndexes) {", "if ((next ?? base) <= point) {"],
  ),
  mutant(
    FLUSH,
    "only-the-active",
    "Only the segment that is being written is flushed",
    "a roll between two flushes",
    [
      "const files = [...sealed.flatMap((segment) => segment.files), active.log];",
      "const files = [active.log];",
    ],
  ),
  mutant(
    FLUSH,
    "names-not-flushed",
    "The folder isn't flushed: a segment with its content is gone",
    "faults: directory not fsynced (KAFKA-3968)",
    ["if (!this.#hasNewNames) return", "if (files.length > 0 || !this.#hasNewNames) return"],
  ),
  mutant(
    FLUSH,
    "told-at-once",
    "Whoever asked for the flush is told before it",
    "done() in the wrong place",
    [
      "      this.#waiting = [];\n      const end",
      "      this.#waiting = [];\n      for (const each of told.splice(0)) each();\n      const end",
    ],
  ),
  mutant(
    FLUSH,
    "only-the-first-is-told",
    "Of several who ask together, one is told",
    "a list that is overwritten",
    ["for (const each of told) each();", "told[0]?.();"],
  ),
  mutant(
    FLUSH,
    "hole-not-seen",
    "What is behind a hole is taken for the neighbour of what is in front of it",
    "a segment that is missing",
    [
      "if (gone.length > 0 || (last !== undefined && last.end !== base)) {",
      "if (gone.length > 0 && last === undefined) {",
    ],
  ),
  mutant(
    FLUSH,
    "end-not-cut",
    "What is behind the last whole batch stays, and the next is written behind it",
    "a tail that isn't cut off",
    ["if (disk.size(log) > size) disk.truncate(log, size);", "if (size < 0) disk.truncate(log, size);"],
  ),
  mutant(FLUSH, "all-read-again", "Everything is read at each start", "no recovery point", [
    "if (next !== undefined && next <= point && segment.hasIndexes) {",
    "if (next !== undefined && next < 0n && segment.hasIndexes) {",
  ]),
  mutant(
    FLUSH,
    "trusted-without-indexes",
    "A segment without its indexes is trusted",
    "an index that was lost",
    [" && segment.hasIndexes) {", ") {"],
  ),
  mutant(
    FLUSH,
    "full-not-flushed",
    "A segment that is full waits until somebody asks for a flush: without one everything is read again",
    "log.flush.interval.messages is never by default",
    ["      this.flush(() => {});\n      // #endregion\n    }\n", "      // #endregion\n    }\n"],
  ),
  mutant(
    FLUSH,
    "old-index-kept",
    "A new segment finds an index that isn't its own",
    "an index that came back with the power",
    [
      "    segment.remove();\n    this.#host.disk.append(segment.log",
      "    this.#host.disk.append(segment.log",
    ],
  ),

  mutant(
    DECISION,
    "above-the-high-watermark",
    "What not all copies have is deleted too",
    "faults: deletion above the high watermark (KAFKA-5634)",
    ["if (end > highWatermark || !(tooOld || tooMuch)) break;", "if (!(tooOld || tooMuch)) break;"],
  ),
  mutant(DECISION, "active-goes", "The segment that is being written goes as well", "the last isn't kept", [
    "of segments.slice(0, -1)) {",
    "of segments) {",
  ]),
  mutant(
    DECISION,
    "makes-a-hole",
    "A younger segment is passed over, and older ones behind it go",
    "a filter in the place of a prefix",
    ["|| !(tooOld || tooMuch)) break;", ") break;\n    if (!(tooOld || tooMuch)) continue;"],
  ),
  mutant(DECISION, "too-little-left", "So much goes that less stays than was asked for", "off by a segment", [
    "const tooMuch = left - size >= retentionBytes;",
    "const tooMuch = left > retentionBytes;",
  ]),
  mutant(DECISION, "never-told-a-time", "Records without a time are taken for very old", "-1 as a time", [
    "maxTimestamp >= 0n && now",
    "now",
  ]),
  mutant(
    ENDS,
    "all-at-once",
    "All go before the first is gone for good",
    "a folder that isn't flushed in between",
    [
      "this.#flushAll([], count > 1 ? () => this.#dropOldest(count - 1, done) : done);",
      "if (count > 1) this.#dropOldest(count - 1, done);\n    else this.#flushAll([], done);",
    ],
  ),
  mutant(
    ENDS,
    "start-stays",
    "The files are gone, and the log says that it still begins with them",
    "files that are removed behind the log's back",
    [
      "if (count > 0) this.#drop(this.#segments.shift()!);",
      "if (count > 0) this.#drop(this.#segments[count - 1]!);",
    ],
  ),
  mutant(
    ENDS,
    "point-lowered-last",
    "When the end is taken back, the checkpoint still says that it is durable",
    "KAFKA-10101, by truncation",
    ["this.#checkpoint.lower(offset, () => {", "this.#checkpoint.lower(1n << 62n, () => {"],
  ),
  mutant(
    ENDS,
    "same-name-again",
    "A segment that was emptied is followed by one with the same name",
    "faults: truncate-to-empty misrolls (KAFKA-6492)",
    ["if (size === 0) return false;", "if (size === 0 && base === 0n) return false;"],
  ),
  mutant(
    ENDS,
    "index-of-what-is-gone",
    "The end is cut off and the indexes still know of it",
    "an index behind the log's end",
    [
      "          active.rebuild();\n          this.#unflushed.add(active);",
      "          active.size = cut?.position ?? active.size;\n          active.end = cut?.info.baseOffset ?? active.end;\n          this.#unflushed.add(active);",
    ],
  ),
  mutant(
    ENDS,
    "recovery-point-stays",
    "After the end was taken back, what comes in its place counts as durable",
    "a recovery point behind the end",
    ["if (this.endOffset < this.#recoveryPoint) this.#recoveryPoint = this.endOffset;", ""],
  ),
  mutant(
    ENDS,
    "batch-in-the-middle-stays",
    "A batch that reaches the offset stays",
    "a batch is thought to have one record",
    [
      "const cut = active.find(offset);",
      "const found = active.find(offset);\n          const cut = found !== undefined && found.info.baseOffset >= offset ? found : undefined;",
    ],
  ),
  mutant(ENDS, "restart-at-0", "The new log begins at 0", "an offset that was promised", [
    "this.#begin(offset);",
    "this.#begin(0n);",
  ]),

  mutant(
    KEYS,
    "first-stays",
    "Of several records with a key the first stays",
    "a map that isn't overwritten",
    [
      "if (key !== null) latest.set(nameOfKey(key), offset);",
      "if (key !== null && !latest.has(nameOfKey(key))) latest.set(nameOfKey(key), offset);",
    ],
    ["?? record.offset) <= record.offset", "?? record.offset) >= record.offset"],
  ),
  mutant(KEYS, "no-key-goes", "Records without a key supersede each other", "null as a key", [
    "if (record.key === null) return true;",
    "if (record.key === null) return false;",
  ]),
  mutant(
    KEYS,
    "batch-shrinks",
    "The batch begins and ends with what is left of it",
    "offsets that are free again",
    [
      "  return encodeBatch(kept, {\n    baseOffset,\n    lastOffset,\n",
      "  return encodeBatch(kept, {\n    ...(kept.length === 0 && { baseOffset, lastOffset }),\n",
    ],
  ),
  mutant(
    KEYS,
    "producer-forgotten",
    "Who made the batch isn't remembered",
    "a retry that isn't recognised",
    [
      "    producerId,\n    producerEpoch,\n    baseSequence,\n    maxTimestamp,\n    attributes",
      "    maxTimestamp,\n    attributes",
    ],
    [
      "leaderEpoch, producerId, producerEpoch, baseSequence, maxTimestamp } = info",
      "leaderEpoch, maxTimestamp } = info",
    ],
  ),
  mutant(
    KEYS,
    "tombstone-goes-at-once",
    "A tombstone goes with what it deletes",
    "a reader that believes in what was deleted",
    ["!(isTombstone(record) && isOver)", "!(isTombstone(record) && lastOf(record.key) === record.offset)"],
  ),
  mutant(KEYS, "tombstone-for-ever", "Tombstones stay for ever", "a log that only grows", [
    "const isOver = horizon !== undefined && BigInt(Math.floor(now)) >= horizon;",
    "const isOver = false;",
  ]),
  mutant(KEYS, "time-begins-anew", "Each compaction gives a tombstone its time anew", "KAFKA-8522", [
    "horizon === undefined &&\n    tombstones.length > 0",
    "!isOver &&\n    tombstones.length > 0",
  ]),
  mutant(KEYS, "empty-is-none", "An empty value is taken for a tombstone", "null and nothing", [
    "key !== null && value === null;",
    "key !== null && !value?.length;",
  ]),
  mutant(KEYS, "compressed-is-read", "Marks of transactions are cleaned away", "a control batch is no data", [
    "!isCompressed(info) && (info.attributes & CONTROL_BIT) === 0",
    "!isCompressed(info)",
  ]),
  mutant(
    KEYS,
    "unnoted-forgotten",
    "A tombstone's time begins although what it deletes may still be there",
    "a map that was full",
    ["tombstones.every(({ key, offset }) => lastOf(key!) === offset);", "tombstones.length < 1_000;"],
  ),
  mutant(
    CLEANER,
    "cleaned-for-ever",
    "What was taken back and came anew counts as cleaned",
    "a mark that isn't moved back",
    ["if (offset < this.#cleanedTo) this.#cleanedTo = offset;", ""],
  ),
  mutant(
    CLEANER,
    "each-time-from-the-start",
    "Each compaction begins at the start: with more keys than there is room for it never gets further",
    "dirty offset not kept",
    ["        this.#cleanedTo = reached;\n", ""],
  ),
  mutant(
    CLEANER,
    "renamed-before-flush",
    "The new segment takes the old one's place before it is durable",
    "KAFKA-3968, by compaction",
    [
      "    flushFile(this.#host, draft, () => {\n      disk.rename(draft, segment.log);",
      "    disk.rename(draft, segment.log);\n    flushFolder(this.#host, this.#folder, () => {",
    ],
  ),
  mutant(
    CLEANER,
    "old-indexes-stay",
    "The new segment has the old one's indexes",
    "an index that leads astray",
    ["      segment.rebuild();\n      segment.seal();\n", ""],
  ),
  mutant(
    CLEANER,
    "always-rewritten",
    "Segments are written again although nothing in them has changed",
    "a disk that is never at rest",
    ["if (this.#isClean(segment, latest, now)) return done();", ""],
  ),
  mutant(CLEANER, "empty-batches-stay", "Empty batches stay for ever", "a log that only grows", [
    "readInfo(cleaned).recordCount > 0 ||",
    "readInfo(cleaned).recordCount >= 0 ||",
  ]),
  mutant(
    CLEANER,
    "end-forgotten",
    "The last batch of a segment goes, and with it the segment's end",
    "a hole between two segments",
    ["        lastOffset + 1n === segment.end ||\n", ""],
  ),
  mutant(
    CLEANER,
    "producers-forgotten",
    "The last batch of a producer goes",
    "a retry that isn't recognised",
    [
      "lastOffset + 1n === segment.end ||\n        lastOf.get(producerId) === baseOffset;",
      "lastOffset + 1n === segment.end || lastOf.get(producerId) === -1n - baseOffset;",
    ],
  ),
  mutant(
    CHOICE,
    "active-compacted",
    "The segment that is being written is rewritten as well",
    "a file that is written twice",
    [" && !this.#unflushed.has(each)", ""],
  ),
  mutant(
    CHOICE,
    "above-the-high-watermark-compacted",
    "What not all copies have is compacted",
    "the high watermark isn't looked at",
    [
      "const limit = highWatermark < this.#recoveryPoint ? highWatermark : this.#recoveryPoint;",
      "const limit = this.#recoveryPoint;",
    ],
  ),
  mutant(
    CHOICE,
    "point-not-lowered",
    "The checkpoint stays where it was: after a crash the old indexes are trusted",
    "which index is whose?",
    ["this.#checkpoint.lower(cleanable[0]?.base ?? limit, () =>", "this.#checkpoint.lower(1n << 62n, () =>"],
  ),
];

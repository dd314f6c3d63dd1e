import type { Mutant } from "#lab/testing/mutant";

/** Wrong logs, snapshots and epochs that somebody really wrote, or easily might. Each must die in its step. */
export const mutants: Mutant[] = [
  {
    id: "ack-before-flush",
    mistake: "A transaction is acknowledged when it is written, and flushed afterwards",
    source: "ZOOKEEPER-3911",
    step: "flush",
    file: "durable.ts",
    edits: [
      {
        find: `  host.disk.flush(file, (error) => {
    if (error !== undefined) host.halt(\`\${file} can't be kept: \${error.message}\`);
    done();
  });`,
        put: `  host.disk.flush(file, () => {});
  host.clock.after(0, done);`,
      },
    ],
  },
  {
    id: "ack-with-the-flush-under-way",
    mistake: "Whoever comes while a flush is under way is told when that flush ends",
    source: "the beginning of a flush is what counts",
    step: "flush",
    file: "log.ts",
    edits: [
      {
        find: `      for (const done of told) done();
      this.#flushing = false;`,
        put: `      for (const done of [...told, ...this.#waiting.splice(0)]) done();
      this.#flushing = false;`,
      },
    ],
  },
  {
    id: "name-not-flushed",
    mistake: "The content of a new file is flushed, and its name isn't",
    source: "KAFKA-3968; lab/host.ts, Disk",
    step: "flush",
    file: "log.ts",
    edits: [{ find: `isNew ? () => flushFolder(this.#host, this.#folder, done) : done`, put: `done` }],
  },
  {
    id: "disk-error-ignored",
    mistake: "A flush that fails is answered as if it had not: the memory is ahead of the log",
    source: "ZOOKEEPER-4882",
    step: "flush",
    file: "durable.ts",
    edits: [
      {
        find: `    if (error !== undefined) host.halt(\`\${file} can't be kept: \${error.message}\`);\n`,
        put: "",
      },
    ],
  },
  {
    id: "disk-error-retried",
    mistake: "A flush that fails is asked for again until it succeeds",
    source: "PostgreSQL's fsync() failure of 2018: the second try keeps nothing",
    step: "flush",
    file: "durable.ts",
    edits: [
      {
        find: `    if (error !== undefined) host.halt(\`\${file} can't be kept: \${error.message}\`);`,
        put: `    if (error !== undefined) return host.clock.after(1, () => flushFile(host, file, done)) as unknown as void;`,
      },
    ],
  },
  {
    id: "name-error-ignored",
    mistake: "A name that can't be kept is taken for kept",
    source: "ZOOKEEPER-4882",
    step: "flush",
    file: "durable.ts",
    edits: [
      {
        find: `    if (error !== undefined) host.halt(\`the names in \${folder} can't be kept: \${error.message}\`);\n`,
        put: "",
      },
    ],
  },
  {
    id: "one-flush-each",
    mistake: "Every transaction has a flush to itself",
    source: "ZooKeeper source, SyncRequestProcessor: it flushes what has gathered",
    step: "flush",
    file: "log.ts",
    edits: [
      {
        find: `    const told = this.#waiting;\n    this.#waiting = [];`,
        put: `    const told = this.#waiting.splice(0, 1);`,
      },
    ],
  },
  {
    id: "checksum-unchecked",
    mistake: "The checksum is written and never looked at",
    source: "a test that never damages anything",
    step: "recovery",
    file: "record.ts",
    edits: [
      {
        find: `  if (crc32(body) !== checksum) return { kind: "damaged", why: "its checksum is wrong" };\n`,
        put: "",
      },
    ],
  },
  {
    id: "damage-is-a-tear",
    mistake: "At the first record that isn't whole the log ends, whatever comes behind",
    source: "a reader that stops at whatever it can't read",
    step: "recovery",
    file: "log-reader.ts",
    edits: [
      {
        find: `      if (found.kind === "damaged") throw new DamagedLog(\`\${file}, byte \${offset}: \${found.why}\`);`,
        put: `      if (found.kind === "damaged") return yield { kind: "torn", file, size: offset };`,
      },
    ],
  },
  {
    id: "length-trusted",
    mistake:
      "A length that was damaged is taken for that of a torn record, and acknowledged ones are cut off",
    source: "a length that has no checksum of its own",
    step: "recovery",
    file: "record.ts",
    edits: [
      {
        find: `  if (~length >>> 0 !== view.getUint32(4)) return { kind: "damaged", why: "the two lengths differ" };
  if (length > MAX_BODY_BYTES) return { kind: "damaged", why: \`the length is \${length}\` };

  const end = HEADER_BYTES + length + 1;
  if (written < end) return { kind: "torn" };`,
        put: `  const end = HEADER_BYTES + length + 1;
  if (file.size - offset < end || file.bytes(offset + end - 1, 1)[0] === 0) return { kind: "torn" };`,
      },
    ],
  },
  {
    id: "torn-tail-kept",
    mistake: "The torn tail stays, and what is appended stands behind it",
    source: "ZooKeeper source, FileTxnLog: it begins a new file instead",
    step: "recovery",
    file: "log.ts",
    edits: [
      { find: `          this.#host.disk.truncate(item.file, item.size);`, put: `          void item.size;` },
    ],
  },
  {
    id: "zeros-are-a-record",
    mistake: "Zeros are taken for a tear only where the file ends: a record of nothing but zeros is damage",
    source: "files that grew before their content was written",
    step: "recovery",
    file: "record.ts",
    edits: [
      {
        find: `  const written = file.written - offset;`,
        put: `  const written = file.size - offset;`,
      },
    ],
  },
  {
    id: "read-not-kept",
    mistake: "What was read is relied on before it is durable",
    source: "a process that is killed leaves its writes to the system",
    step: "recovery",
    file: "log.ts",
    edits: [
      {
        find: `      else flushFolder(this.#host, this.#folder, () => flushFile(this.#host, file, done));`,
        put: `      else this.#host.clock.after(0, done);`,
      },
    ],
  },
  {
    id: "forgets-the-last-zxid",
    mistake: "After a restart the zxids begin again",
    source: "a counter that lives in memory",
    step: "recovery",
    file: "log.ts",
    edits: [
      {
        find: `          apply(item.transaction);
          this.#lastZxid = item.transaction.zxid;`,
        put: `          apply(item.transaction);`,
      },
    ],
  },
  {
    id: "zxid-from-the-name",
    mistake: "The last zxid is at least that in the name of the newest file",
    source: "ZOOKEEPER-596",
    step: "files",
    file: "log.ts",
    edits: [
      {
        find: `      this.#goOnIn(file);
      if (file === undefined)`,
        put: `      this.#goOnIn(file);
      if (file !== undefined && firstZxidOf(file) > this.#lastZxid) this.#lastZxid = firstZxidOf(file);
      if (file === undefined)`,
      },
    ],
  },
  {
    id: "hole-unnoticed",
    mistake: "A file that is missing is not missed",
    source: "ZOOKEEPER-2325: a log without what came before it",
    step: "files",
    file: "log-reader.ts",
    edits: [{ find: `        if (previous > last) {`, put: `        if (previous > last + (1n << 62n)) {` }],
  },
  {
    id: "tear-in-the-middle",
    mistake: "An older file with a torn end is cut there, and the newer ones are read on",
    source:
      "ZooKeeper source, FileTxnIterator.next: at the end of a file, however it ends, it goes on with the next",
    step: "files",
    file: "log-reader.ts",
    edits: [
      {
        find: `        if (file !== files.at(-1)) throw new DamagedLog(\`\${file}, byte \${offset}: torn, and others follow\`);\n`,
        put: "",
      },
    ],
  },
  {
    id: "rolls-before-it-is-durable",
    mistake: "A new file is begun while the old one may still be lost",
    source: "found by a sweep of this chapter's own solution",
    step: "files",
    file: "log.ts",
    edits: [
      {
        find: `() => flushFile(this.#host, file, done));`,
        put: `() => this.sync(done));`,
      },
    ],
  },
  {
    id: "reads-the-whole-log",
    mistake: "Whoever wants the newest transactions has all files read",
    source: "a log of a week, and a follower that missed a second",
    step: "files",
    file: "log-reader.ts",
    edits: [{ find: `  files = files.slice(Math.max(begin, 0));`, put: `  void begin;` }],
  },
  {
    id: "append-through-the-old-stream",
    mistake: "After a truncation the log goes on in the file that it has just removed",
    source: "ZOOKEEPER-1489",
    step: "files",
    file: "log.ts",
    edits: [
      {
        find: `          this.#lastZxid = cut.previous;
          this.#goOnIn(cut.file);`,
        put: `          this.#lastZxid = cut.previous;`,
      },
    ],
  },
  {
    id: "truncate-keeps-the-last-zxid",
    mistake: "After a truncation the log still says that it holds what was cut off",
    source: "ZOOKEEPER-1489",
    step: "files",
    file: "log.ts",
    edits: [{ find: `          this.#lastZxid = cut.previous;\n`, put: "" }],
  },
  {
    id: "truncates-the-file-first",
    mistake: "The file is cut before those behind it are gone for good: a loss of power leaves a hole",
    source: "two changes of a disk have no order of their own",
    step: "files",
    file: "log.ts",
    edits: [
      {
        find: `        flushFolder(this.#host, this.#folder, () => {
          disk.truncate(cut.file, cut.begin);`,
        put: `        disk.truncate(cut.file, cut.begin);
        flushFile(this.#host, cut.file, () => {`,
      },
    ],
  },
  {
    id: "truncate-one-too-many",
    mistake: "The transaction with the zxid itself is cut off as well",
    source: "an off-by-one of the worst kind: it was acknowledged",
    step: "files",
    file: "log.ts",
    edits: [{ find: `this.#firstBehind(zxid);`, put: `this.#firstBehind(zxid - 1n);` }],
  },
  {
    id: "epoch-in-memory-first",
    mistake: "The epoch is used while its file is still being written",
    source: "ZOOKEEPER-2307",
    step: "epochs",
    file: "epoch-file.ts",
    edits: [
      {
        find: `    this.#waiting.push({ epoch, done });`,
        put: `    this.#epoch = epoch;\n    this.#waiting.push({ epoch, done });`,
      },
    ],
  },
  {
    id: "epoch-in-place",
    mistake: "The old epoch is removed before the new one is written",
    source: "ZooKeeper source, AtomicFileOutputStream: why it is there",
    step: "epochs",
    file: "epoch-file.ts",
    edits: [
      {
        find: `      disk.rename(draft, this.#file);`,
        put: `      if (disk.exists(this.#file)) disk.remove(this.#file);\n      disk.rename(draft, this.#file);`,
      },
    ],
  },
  {
    id: "epoch-renamed-unflushed",
    mistake: "The new file gets the name before its content is durable",
    source: "ext4's zero-length files of 2009",
    step: "epochs",
    file: "epoch-file.ts",
    edits: [
      {
        find: `    flushFile(this.#host, draft, () => {
      disk.rename(draft, this.#file);`,
        put: `    disk.rename(draft, this.#file);
    flushFile(this.#host, this.#file, () => {`,
      },
    ],
  },
  {
    id: "epoch-name-not-flushed",
    mistake: "The new content is durable, and the rename isn't",
    source: "ZOOKEEPER-2307",
    step: "epochs",
    file: "epoch-file.ts",
    edits: [
      {
        find: `      flushFolder(this.#host, "", () => {`,
        put: `      this.#host.clock.after(0, () => {`,
      },
    ],
  },
  {
    id: "epoch-draft-appended",
    mistake: "What is left of an attempt that was cut short stays in the new file",
    source: "append, where a new file was meant",
    step: "epochs",
    file: "epoch-file.ts",
    edits: [{ find: `    if (disk.exists(draft)) disk.remove(draft);\n`, put: "" }],
  },
  {
    id: "epoch-damaged-is-zero",
    mistake: "A file that can't be read stands for epoch 0",
    source: "a promise that is forgotten is broken",
    step: "epochs",
    file: "epoch-file.ts",
    edits: [
      {
        find: `      if (found.kind !== "record" || found.body.length !== 4) this.#host.halt(\`\${this.#file} is damaged\`);
      this.#epoch = new ByteReader(found.body).u32();`,
        put: `      this.#epoch = found.kind === "record" ? new ByteReader(found.body).u32() : 0;`,
      },
    ],
  },
  {
    id: "partial-snapshot",
    mistake: "A picture without its end is taken for whole",
    source: "ZOOKEEPER-2872",
    step: "snapshots",
    file: "picture.ts",
    edits: [
      {
        find: `  if (begin === undefined || end === undefined) return undefined;`,
        put: `  if (begin === undefined) return undefined;\n  end ??= begin;`,
      },
    ],
  },
  {
    id: "snapshot-under-its-own-name",
    mistake: "A snapshot has its name while it is being written",
    source: "ZOOKEEPER-2872",
    step: "snapshots",
    file: "snapshots.ts",
    edits: [
      { find: "const draft = `${this.#folder}/draft`;", put: "const draft = name;" },
      { find: `          disk.rename(draft, name);\n`, put: "" },
    ],
  },
  {
    id: "snapshot-renamed-unflushed",
    mistake: "The last piece isn't durable when the snapshot gets its name",
    source: "ZOOKEEPER-2872",
    step: "snapshots",
    file: "snapshots.ts",
    edits: [
      {
        find: `      flushFile(this.#host, draft, writeNext);`,
        put: `      writeNext();`,
      },
    ],
  },
  {
    id: "snapshot-name-not-flushed",
    mistake: "A snapshot is reported whose name may still be lost",
    source: "ZooKeeper source, FileSnap.serialize",
    step: "snapshots",
    file: "snapshots.ts",
    edits: [
      {
        find: `          flushFolder(this.#host, this.#folder, finished);`,
        put: `          this.#host.clock.after(0, finished);`,
      },
    ],
  },
  {
    id: "snapshot-ahead-of-the-log",
    mistake: "A snapshot gets its name though the log may still lose what it shows",
    source: "ZooKeeper source, SyncRequestProcessor: flush before snapshot",
    step: "snapshots",
    file: "snapshots.ts",
    edits: [
      { find: `        sync(() => {`, put: `        void sync;\n        this.#host.clock.after(0, () => {` },
    ],
  },
  {
    id: "draft-appended",
    mistake: "What is left of an attempt that was cut short stays in front of the next snapshot",
    source: "append, where a new file was meant",
    step: "snapshots",
    file: "snapshots.ts",
    edits: [{ find: `    if (disk.exists(draft)) disk.remove(draft);\n`, put: "" }],
  },
  {
    id: "second-life",
    mistake:
      "A znode that was deleted and created again while the picture was taken is shown in its second life",
    source: "the test of this chapter that found it: deleted and created again",
    step: "snapshots",
    file: "picture.ts",
    edits: [
      {
        find: `(tree.exists(path)?.czxid ?? upTo + 1n) <= upTo`,
        put: `tree.exists(path) !== undefined`,
      },
    ],
  },
  {
    id: "named-by-its-end",
    mistake:
      "A picture is said to hold everything up to its end: what happened before a znode's turn is never applied",
    source: "ZOOKEEPER-3144 and others: fuzzy snapshots",
    step: "snapshots",
    file: "picture.ts",
    edits: [
      {
        find: `    if (kind === HEAD) begin = reader.u64();`,
        put: `    if (kind === HEAD) void (begin = reader.u64());`,
      },
      { find: `  return { database, begin, end };`, put: `  return { database, begin: end, end };` },
    ],
  },
  {
    id: "snapshot-without-sessions",
    mistake: "The sessions aren't in the snapshot",
    source: "ZOOKEEPER-3144",
    step: "snapshots",
    file: "picture.ts",
    edits: [{ find: `of database.sessions()`, put: `of database.sessions().slice(1)` }],
  },
  {
    id: "empty-if-no-snapshot",
    mistake: "No whole snapshot means an empty database, and the log from wherever it begins",
    source: "ZOOKEEPER-2325",
    step: "storage",
    file: "storage.ts",
    edits: [
      {
        find: `      readLog(newest?.begin ?? 0n,`,
        put: `      const [first] = this.#host.disk.list("log");
      readLog(newest?.begin ?? (names.length > 0 && first !== undefined ? BigInt("0x" + first) - 1n : 0n),`,
      },
    ],
  },
  {
    id: "forgets-what-snapshots-knew",
    mistake: "All snapshots are damaged and the log is gone: the server starts as a new one",
    source: "ZOOKEEPER-2325",
    step: "storage",
    file: "storage.ts",
    edits: [{ find: `of [newest?.end, names[0]]`, put: `of [newest?.end]` }],
  },
  {
    id: "snapshot-without-its-log",
    mistake: "A snapshot that was taken while transactions came in is used without these",
    source: "ZooKeeper Administrator's Guide, Data File Management",
    step: "storage",
    file: "storage.ts",
    edits: [{ find: `of [newest?.end, names[0]]`, put: `of [names[0]]` }],
  },
  {
    id: "dirty-snapshot-stays",
    mistake:
      "Going back leaves a snapshot that shows something of what was cut off, because it was begun before",
    source: "ZOOKEEPER-1549",
    step: "storage",
    file: "storage.ts",
    edits: [
      {
        find: `      if (name <= zxid && (this.snapshots.read(name)?.end ?? zxid) <= zxid) break;`,
        put: `      if (name <= zxid) break;`,
      },
    ],
  },
  {
    id: "only-the-newest",
    mistake: "If the newest snapshot is damaged, none is used",
    source: "ZOOKEEPER-2325",
    step: "storage",
    file: "storage.ts",
    edits: [
      {
        find: `      for (const zxid of names) if`,
        put: `      for (const zxid of names.slice(0, 1)) if`,
      },
    ],
  },
  {
    id: "purge-counts-damaged",
    mistake: "Snapshots that are damaged count as kept",
    source: "ZOOKEEPER-3231",
    step: "storage",
    file: "storage.ts",
    edits: [{ find: `.filter((zxid) => this.snapshots.isWhole(zxid));`, put: `;` }],
  },
  {
    id: "purges-the-log-to-the-newest",
    mistake: "The log behind the older snapshots that are kept is removed",
    source: "ZooKeeper Administrator's Guide, Ongoing Data Directory Cleanup",
    step: "storage",
    file: "storage.ts",
    edits: [{ find: `this.log.removeUpTo(oldestKept);`, put: `this.log.removeUpTo(whole[0]!);` }],
  },
  {
    id: "purge-one-file-too-many",
    mistake: "A file is removed because it begins before the snapshot, though it ends behind it",
    source: "ZooKeeper source, PurgeTxnLog.retainNRecentSnapshots",
    step: "storage",
    file: "log.ts",
    edits: [
      {
        find: `      if (firstZxidOf(next) > zxid + 1n) return;`,
        put: `      if (firstZxidOf(files[index]!) > zxid) return;\n      void next;`,
      },
    ],
  },
  {
    id: "never-purges",
    mistake: "Snapshots and logs stay for ever",
    source: "ZooKeeper Administrator's Guide, Ongoing Data Directory Cleanup",
    step: "storage",
    file: "storage.ts",
    edits: [
      { find: `    if (oldestKept === undefined) return;`, put: `    if (oldestKept !== -1n) return;` },
    ],
  },
];

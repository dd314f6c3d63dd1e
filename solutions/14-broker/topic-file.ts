import type { Host } from "#lab/host";
import { ByteReader, ByteWriter } from "#transaction-log/bytes";
import { flushFile, flushFolder } from "#transaction-log/durable";
import { FileWindow } from "#transaction-log/file-window";
import { inspect, writeRecord } from "#transaction-log/record";

/** How many partitions each topic has. */
export type Counts = ReadonlyMap<string, number>;

const FILE = "topics";
const DRAFT = "topics.new";

/** Where a broker keeps which topics it has: as an epoch of chapter 5, never half. Nothing to write here. */
export class TopicFile {
  readonly #host: Host;

  constructor(host: Host) {
    this.#host = host;
  }

  /**
   * What was kept last; nothing if nothing was. If that can't be read the server stops: a topic that is forgotten takes
   * its records with it.
   */
  read(): Counts {
    const { disk } = this.#host;
    const counts = new Map<string, number>();
    if (!disk.exists(FILE)) return counts;
    const found = inspect(new FileWindow(disk, FILE), 0);
    if (found.kind !== "record") this.#host.halt(`the list of topics is ${found.kind}`);
    const reader = new ByteReader(found.body);
    while (!reader.done) counts.set(reader.text(), reader.u32());
    return counts;
  }

  /** Puts these in the place of what was kept before. @param done called when they are durable, never within this call */
  keep(counts: Counts, done: () => void): void {
    const { disk } = this.#host;
    const writer = new ByteWriter();
    writeRecord(writer, () => {
      for (const [topic, partitions] of counts) {
        writer.text(topic);
        writer.u32(partitions);
      }
    });
    if (disk.exists(DRAFT)) disk.remove(DRAFT);
    disk.append(DRAFT, writer.view());
    flushFile(this.#host, DRAFT, () => {
      disk.rename(DRAFT, FILE);
      flushFolder(this.#host, "", done);
    });
  }
}

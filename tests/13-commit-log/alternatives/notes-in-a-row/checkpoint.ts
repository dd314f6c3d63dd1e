import type { Host } from "#lab/host";
import { ByteReader, ByteWriter } from "#transaction-log/bytes";
import { flushFile, flushFolder } from "#transaction-log/durable";
import { FileWindow } from "#transaction-log/file-window";
import { inspect, writeRecord } from "#transaction-log/record";
import type { Offset } from "#commit-log/record-batch";

/** After so many notes a new file is begun. */
const MOST = 100;

/** Each recovery point is one more note at the end of a file; the last that is whole counts. */
export class Checkpoint {
  readonly #host: Host;
  readonly #folder: string;
  readonly #file: string;
  #offset: Offset = 0n;
  #notes = MOST;

  constructor(host: Host, folder: string) {
    this.#host = host;
    this.#folder = folder;
    this.#file = `${folder}/recovery-point`;
  }

  read(): Offset {
    const { disk } = this.#host;
    this.#offset = 0n;
    // What is read here may be half a note, so the next begins a new file.
    this.#notes = MOST;
    if (!disk.exists(this.#file)) return 0n;
    const window = new FileWindow(disk, this.#file);
    let found = inspect(window, 0);
    let last = 0n;
    while (found.kind === "record") {
      last = new ByteReader(found.body).u64();
      found = inspect(window, found.end);
    }
    // A note that is damaged may have been a lower one.
    this.#offset = found.kind === "damaged" ? 0n : last;
    return this.#offset;
  }

  raise(offset: Offset, done: () => void): void {
    if (offset <= this.#offset) return done();
    this.#note(offset, done);
  }

  lower(offset: Offset, done: () => void): void {
    if (offset >= this.#offset) this.#host.clock.after(0, done);
    else this.#note(offset, done);
  }

  #note(offset: Offset, done: () => void): void {
    const { disk } = this.#host;
    const writer = new ByteWriter();
    writeRecord(writer, () => writer.u64(offset));
    const noted = (): void => {
      this.#offset = offset;
      done();
    };
    this.#notes += 1;
    if (this.#notes <= MOST) {
      disk.append(this.#file, writer.view());
      flushFile(this.#host, this.#file, noted);
      return;
    }
    this.#notes = 1;
    const next = `${this.#file}.next`;
    if (disk.exists(next)) disk.truncate(next, 0);
    disk.append(next, writer.view());
    flushFile(this.#host, next, () => {
      disk.rename(next, this.#file);
      flushFolder(this.#host, this.#folder, noted);
    });
  }
}

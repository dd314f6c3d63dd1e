import type { Host } from "#lab/host";
import { ByteWriter } from "#transaction-log/bytes";
import { flushFile, flushFolder } from "#transaction-log/durable";
import { FileWindow } from "#transaction-log/file-window";
import { inspect, writeRecord } from "#transaction-log/record";
import { type Configuration, formatConfiguration, parseConfiguration } from "./config";

const FILE = "configuration";
const DRAFT = "configuration.new";

/**
 * The last configuration that a server knows to be committed, on its disk: whom to ask when it starts again. Nothing to
 * write here; you have written its like in chapter 5.
 *
 * It may be older than what the server knew, never newer. One that is damaged counts as none: what it says can be found
 * out again.
 */
export class ConfigFile {
  readonly #host: Host;
  #next: Configuration | undefined;
  #writing = false;

  constructor(host: Host) {
    this.#host = host;
  }

  /** @returns undefined if there is none */
  read(): Configuration | undefined {
    const { disk } = this.#host;
    if (!disk.exists(FILE)) return undefined;
    const found = inspect(new FileWindow(disk, FILE), 0);
    if (found.kind !== "record") return undefined;
    try {
      return parseConfiguration(found.body.slice());
    } catch {
      return undefined;
    }
  }

  /** Keeps a configuration that is committed. Of several in a row the last is kept. */
  keep(configuration: Configuration): void {
    this.#next = configuration;
    if (!this.#writing) this.#write();
  }

  #write(): void {
    const { disk } = this.#host;
    const next = this.#next;
    this.#writing = next !== undefined;
    if (next === undefined) return;
    this.#next = undefined;
    const writer = new ByteWriter();
    writeRecord(writer, () => writer.raw(formatConfiguration(next)));
    if (disk.exists(DRAFT)) disk.remove(DRAFT);
    disk.append(DRAFT, writer.view());
    flushFile(this.#host, DRAFT, () => {
      disk.rename(DRAFT, FILE);
      flushFolder(this.#host, "", () => this.#write());
    });
  }
}

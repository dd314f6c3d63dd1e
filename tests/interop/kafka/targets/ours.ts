import type { ChildProcess } from "node:child_process";
import { join } from "node:path";
import { DEFAULTS, formatOptions, type KafkaSettings } from "../../../../servers/kafka/options";
import { freePorts, start } from "../../processes";
import { Brokers } from "./brokers";

const ROOT = join(import.meta.dirname, "../../../..");

/** The workbook's brokers and their ensemble, each as `npm run kafka` starts it. */
export class OurBrokers extends Brokers {
  readonly #settings: KafkaSettings;
  readonly #node: readonly string[];

  private constructor(port: number, peerPort: number, count: number, node: readonly string[]) {
    super("ours", port, count);
    this.#settings = { ...DEFAULTS, brokers: count, data: join(this.folder, "data"), port, peerPort };
    this.#node = node;
  }

  /** @param node options of Node */
  static async create(count: number, node: readonly string[] = []): Promise<OurBrokers> {
    return new OurBrokers(await freePorts(count), await freePorts(5 + count), count, node);
  }

  protected spawn(): ChildProcess[] {
    const program = join(ROOT, "servers/kafka/server.ts");
    const args = [...this.#node, "--conditions=reference", "--import", "tsx", program];
    return Array.from({ length: this.count + 1 }, (_, id) =>
      start(process.execPath, [...args, ...formatOptions(this.#settings, id)], {
        cwd: ROOT,
        // By the fourth it notices that whoever started it is gone.
        stdio: ["ignore", "pipe", "pipe", "ipc"],
      }),
    );
  }
}

import type { ChildProcess } from "node:child_process";
import { join } from "node:path";
import { markIfNew } from "../../../../servers/zookeeper/new-ensemble";
import { type EnsembleSettings, formatOptions, parseOptions } from "../../../../servers/zookeeper/options";
import { Ensemble, SERVERS } from "./ensemble";
import { freePorts, start } from "./processes";

const ROOT = join(import.meta.dirname, "../../../..");

/** The workbook's servers, each as `npm run zookeeper` starts it. */
export class OurEnsemble extends Ensemble {
  readonly #settings: EnsembleSettings;
  readonly #node: readonly string[];

  private constructor(clientPort: number, peerPort: number, tick: number, node: readonly string[]) {
    super("ours", clientPort);
    const { settings } = parseOptions(["--max-clients", "100000", "--words", "*"]);
    this.#settings = { ...settings, data: join(this.folder, "data"), clientPort, peerPort, tick };
    this.#node = node;
    markIfNew(this.#settings);
  }

  /**
   * @param tick the unit of time, in ms
   * @param node options of Node
   */
  static async create(tick: number, node: readonly string[] = []): Promise<OurEnsemble> {
    return new OurEnsemble(await freePorts(SERVERS.length), await freePorts(4 * SERVERS.length), tick, node);
  }

  protected spawn(id: number): ChildProcess {
    const program = join(ROOT, "servers/zookeeper/server.ts");
    const args = [...this.#node, "--conditions=reference", "--import", "tsx", program];
    return start(process.execPath, [...args, ...formatOptions(this.#settings, id)], {
      cwd: ROOT,
      // By the fourth it notices that whoever started it is gone.
      stdio: ["ignore", "pipe", "pipe", "ipc"],
    });
  }
}

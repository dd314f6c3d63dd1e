import type { ChildProcess } from "node:child_process";
import { join } from "node:path";
import { markIfNew } from "../../../../servers/zookeeper/new-ensemble";
import { type EnsembleSettings, formatOptions, parseOptions } from "../../../../servers/zookeeper/options";
import { chooseCode, type Code } from "../../../../servers/whose-code";
import { CHECK_INTERVAL, Ensemble, SERVERS, SUPER_DIGEST } from "./ensemble";
import { freePorts, start } from "../../processes";

const ROOT = join(import.meta.dirname, "../../../..");

/** The workbook's servers, each as `npm run zookeeper` starts it. */
export class OurEnsemble extends Ensemble {
  readonly #settings: EnsembleSettings;
  readonly #node: readonly string[];
  readonly #code: Code;

  private constructor(
    clientPort: number,
    peerPort: number,
    tick: number,
    node: readonly string[],
    code: Code,
  ) {
    super("ours", clientPort);
    const { settings } = parseOptions(["--max-clients", "100000", "--words", "*"]);
    this.#settings = {
      ...settings,
      data: join(this.folder, "data"),
      clientPort,
      peerPort,
      tick,
      superDigest: SUPER_DIGEST,
      checkInterval: CHECK_INTERVAL,
    };
    this.#node = node;
    this.#code = code;
    markIfNew(this.#settings);
  }

  /**
   * @param tick the unit of time, in ms
   * @param node options of Node
   * @param mine whether the servers run the learner's code: see `npm run zookeeper`
   */
  static async create(tick: number, node: readonly string[] = [], mine = false): Promise<OurEnsemble> {
    const [clientPort, peerPort] = [await freePorts(SERVERS.length), await freePorts(4 * SERVERS.length)];
    return new OurEnsemble(clientPort, peerPort, tick, node, chooseCode(mine, "zookeeper-protocol"));
  }

  /** Whose code the servers run, for people. */
  get description(): string {
    return this.#code.description;
  }

  protected spawn(id: number): ChildProcess {
    const program = join(ROOT, "servers/zookeeper/server.ts");
    const conditions = this.#code.conditions.map((name) => `--conditions=${name}`);
    const args = [...this.#node, ...conditions, "--import", "tsx", program];
    return start(process.execPath, [...args, ...formatOptions(this.#settings, id)], {
      cwd: ROOT,
      // By the fourth it notices that whoever started it is gone.
      stdio: ["ignore", "pipe", "pipe", "ipc"],
    });
  }
}

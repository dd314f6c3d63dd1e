import type { ChildProcess } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { CHECK_INTERVAL, Ensemble, SERVERS, SUPER_DIGEST } from "./ensemble";
import { CLASS_PATH } from "./parts";
import { freePorts, start } from "../../processes";

const PROPERTIES = {
  "zookeeper.jmx.log4j.disable": "true",
  "zookeeper.extendedTypesEnabled": "true",
  "zookeeper.DigestAuthenticationProvider.superDigest": SUPER_DIGEST,
  "znode.container.checkIntervalMs": String(CHECK_INTERVAL),
  "org.slf4j.simpleLogger.defaultLogLevel": "warn",
};

/** Apache ZooKeeper's own servers, from Debian's jars. */
export class ApacheEnsemble extends Ensemble {
  readonly #tick: number;
  readonly #java: readonly string[];

  private constructor(clientPort: number, peerPort: number, tick: number, java: readonly string[]) {
    super("Apache", clientPort);
    this.#tick = tick;
    this.#java = java;
    for (const id of SERVERS) this.#configure(id, peerPort);
  }

  /**
   * @param tick the unit of time, in ms
   * @param java options of the virtual machine
   */
  static async create(tick: number, java: readonly string[] = []): Promise<ApacheEnsemble> {
    return new ApacheEnsemble(await freePorts(3), await freePorts(6), tick, java);
  }

  protected spawn(id: number): ChildProcess {
    const properties = Object.entries(PROPERTIES).map(([name, value]) => `-D${name}=${value}`);
    const main = "org.apache.zookeeper.server.quorum.QuorumPeerMain";
    const args = [...this.#java, ...properties, "-cp", CLASS_PATH, main, join(this.folder, `${id}.cfg`)];
    return start("java", args, { stdio: ["ignore", "pipe", "pipe"] });
  }

  #configure(id: number, peerPort: number): void {
    const data = join(this.folder, String(id));
    mkdirSync(data, { recursive: true });
    writeFileSync(join(data, "myid"), String(id));
    const members = SERVERS.map((each) => {
      const port = peerPort + 2 * (each - 1);
      return `server.${each}=127.0.0.1:${port}:${port + 1}:participant;127.0.0.1:${this.portOf(each)}`;
    });
    writeFileSync(join(this.folder, `${id}.members`), members.join("\n"));
    const settings = {
      tickTime: this.#tick,
      initLimit: 10,
      syncLimit: 5,
      dataDir: data,
      "admin.enableServer": false,
      standaloneEnabled: false,
      reconfigEnabled: true,
      maxClientCnxns: 0,
      "4lw.commands.whitelist": "*",
      dynamicConfigFile: join(this.folder, `${id}.members`),
    };
    const lines = Object.entries(settings).map(([name, value]) => `${name}=${value}`);
    writeFileSync(join(this.folder, `${id}.cfg`), lines.join("\n"));
  }
}

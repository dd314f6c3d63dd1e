import { type ChildProcess, spawnSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { freePorts, start } from "../../processes";
import { Brokers } from "./brokers";
import { CLASS_PATH } from "./parts";

/** Sixteen bytes in base 64: any will do. */
const CLUSTER = "em5vZGUtdG8tb2Zmc2V0AA";

/** Apache Kafka's own brokers, each its own controller's voter too (KRaft), from Maven Central's jars. */
export class ApacheBrokers extends Brokers {
  readonly #controllerPort: number;
  readonly #java: readonly string[];

  private constructor(port: number, controllerPort: number, count: number, java: readonly string[]) {
    super("Apache", port, count);
    this.#controllerPort = controllerPort;
    this.#java = java;
  }

  /** @param java options of the virtual machine */
  static async create(count: number, java: readonly string[] = []): Promise<ApacheBrokers> {
    return new ApacheBrokers(await freePorts(count), await freePorts(count), count, java);
  }

  protected spawn(): ChildProcess[] {
    return this.addresses.map((address, index) => {
      const file = this.#configure(index + 1, address);
      const format = [
        "-cp",
        CLASS_PATH,
        "kafka.tools.StorageTool",
        "format",
        "-g",
        "-t",
        CLUSTER,
        "-c",
        file,
      ];
      const { status, stderr } = spawnSync("java", format, { encoding: "utf8" });
      if (status !== 0) throw new Error(`Apache's disk can't be formatted: ${stderr}`);
      return start("java", [...this.#java, "-cp", CLASS_PATH, "kafka.Kafka", file], {
        stdio: ["ignore", "pipe", "pipe"],
      });
    });
  }

  #configure(id: number, address: string): string {
    const controllers = this.addresses.map((_, index) => `127.0.0.1:${this.#controllerPort + index}`);
    const settings = {
      "process.roles": "broker,controller",
      "node.id": id,
      "controller.quorum.voters": controllers.map((each, index) => `${index + 1}@${each}`).join(","),
      listeners: `PLAINTEXT://${address},CONTROLLER://${controllers[id - 1]}`,
      "advertised.listeners": `PLAINTEXT://${address}`,
      "controller.listener.names": "CONTROLLER",
      "log.dirs": join(this.folder, String(id)),
      "offsets.topic.replication.factor": this.count,
      "offsets.topic.num.partitions": 4,
      "transaction.state.log.replication.factor": this.count,
      "transaction.state.log.min.isr": 1,
      "group.initial.rebalance.delay.ms": 500,
    };
    const lines = Object.entries(settings).map(([name, value]) => `${name}=${value}`);
    const file = join(this.folder, `${id}.properties`);
    writeFileSync(file, lines.join("\n"));
    return file;
  }
}

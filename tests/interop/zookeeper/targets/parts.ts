import { existsSync } from "node:fs";
import { demand, type Part, PYTHON, runs } from "../../parts";

const JARS = "/usr/share/java";
export const CLASS_PATH = ["zookeeper", "zookeeper-jute", "slf4j-simple"]
  .map((name) => `${JARS}/${name}.jar`)
  .join(":");

export const C_CLIENT = "/usr/lib/zookeeper/bin/cli_mt";

const PARTS: Part[] = [
  { what: "java", from: "apt-get install default-jre-headless", isThere: () => runs("java", "-version") },
  {
    what: "Apache ZooKeeper's server and zkCli",
    from: "apt-get install libzookeeper-java",
    isThere: () => CLASS_PATH.split(":").every((jar) => existsSync(jar)),
  },
  {
    what: "kazoo",
    from: "apt-get install python3-kazoo",
    isThere: () => runs(PYTHON, "-c", "import kazoo"),
  },
  { what: "the C client", from: "apt-get install zookeeper-bin", isThere: () => existsSync(C_CLIENT) },
];

/** @throws Error that names what is missing, and how it is had */
export function demandParts(): void {
  demand(PARTS);
}

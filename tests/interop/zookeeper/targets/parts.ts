import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";

/** Debian's Python, which finds Debian's packages; another may stand before it in the path. */
export const PYTHON = "/usr/bin/python3";

const JARS = "/usr/share/java";
export const CLASS_PATH = ["zookeeper", "zookeeper-jute", "slf4j-simple"]
  .map((name) => `${JARS}/${name}.jar`)
  .join(":");

export const C_CLIENT = "/usr/lib/zookeeper/bin/cli_mt";

interface Part {
  what: string;
  /** Debian's package that has it. */
  package: string;
  isThere: () => boolean;
}

const PARTS: Part[] = [
  { what: "java", package: "default-jre-headless", isThere: () => runs("java", "-version") },
  {
    what: "Apache ZooKeeper's server and zkCli",
    package: "libzookeeper-java",
    isThere: () => CLASS_PATH.split(":").every((jar) => existsSync(jar)),
  },
  { what: "kazoo", package: "python3-kazoo", isThere: () => runs(PYTHON, "-c", "import kazoo") },
  { what: "the C client", package: "zookeeper-bin", isThere: () => existsSync(C_CLIENT) },
];

/** @throws Error that names what is missing, and where it is had */
export function demandParts(): void {
  const missing = PARTS.filter(({ isThere }) => !isThere());
  if (missing.length === 0) return;
  const names = missing.map(({ what, package: name }) => `${what} (${name})`).join(", ");
  const packages = missing.map(({ package: name }) => name).join(" ");
  throw new Error(`missing: ${names}. On Debian: apt-get install ${packages}`);
}

function runs(command: string, ...args: string[]): boolean {
  return spawnSync(command, args, { stdio: "ignore", timeout: 30_000 }).status === 0;
}

import { spawnSync } from "node:child_process";
import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { demand, type Part, PYTHON, runs } from "../../parts";

/** Apache Kafka's jars, and those that it needs. `npm run interop:kafka -- --fetch` brings them. */
const JARS = join(import.meta.dirname, "../../../../data/apache-kafka");
export const CLASS_PATH = join(JARS, "*");
const POM = join(import.meta.dirname, "../pom.xml");

const PARTS: Part[] = [
  { what: "kcat", from: "apt-get install kcat", isThere: () => runs("kcat", "-V") },
  {
    what: "confluent-kafka for Python",
    from: "apt-get install python3-confluent-kafka",
    isThere: () => runs(PYTHON, "-c", "import confluent_kafka"),
  },
  {
    what: "java",
    from: "apt-get install default-jre-headless",
    isThere: () => runs("java", "-version"),
  },
  {
    what: "Apache Kafka's jars",
    from: "npm run interop:kafka -- --fetch",
    isThere: () => existsSync(JARS) && readdirSync(JARS).some((name) => name.startsWith("kafka_2.13-4")),
  },
];

/** @throws Error that names what is missing, and how it is had */
export function demandParts(): void {
  demand(PARTS);
}

/** Fetches the jars from Maven Central. @throws Error if Maven isn't there, or fails */
export function fetchJars(): void {
  const args = ["-q", "-B", "-f", POM, "dependency:copy-dependencies", `-DoutputDirectory=${JARS}`];
  const { status, error } = spawnSync("mvn", args, { stdio: "inherit" });
  if (error !== undefined) throw new Error("missing: Maven. On Debian: apt-get install maven");
  if (status !== 0) throw new Error(`Maven ended with ${status}`);
}

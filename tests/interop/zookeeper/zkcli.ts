import { type CaseResult, runCase } from "./case-result";
import { Dialogue, expectSaid } from "./dialogue";
import type { Ensemble } from "./targets/ensemble";
import { CLASS_PATH } from "./targets/parts";

const GROUP = "zkCli";
const MAIN = "org.apache.zookeeper.ZooKeeperMain";
/** It lives for seconds: not worth compiling well. */
const JAVA = ["-Xmx128m", "-XX:TieredStopAtLevel=1", "-Dorg.slf4j.simpleLogger.defaultLogLevel=off"];

/** What to say, and what it must print. */
interface Case {
  name: string;
  talk: (cli: Dialogue, other: Dialogue) => Promise<void>;
}

/** One command, and what it prints. */
function says(name: string, command: string, ...parts: (string | RegExp)[]): Case {
  return { name, talk: async (cli) => expectSaid(await cli.say(command), ...parts) };
}

const CASES: Case[] = [
  says("create", "create /zkcli hello", "Created /zkcli"),
  says("create: what is there", "create /zkcli hello", "Node already exists: /zkcli"),
  says("create: without a parent", "create /zkcli/a/b", "Node does not exist: /zkcli/a/b"),
  says("create -s", "create -s /zkcli/s- one", "Created /zkcli/s-0000000000"),
  says("create -e", "create -e /zkcli/e mine", "Created /zkcli/e"),
  says("create: below an ephemeral", "create /zkcli/e/x", "Ephemerals cannot have children: /zkcli/e/x"),
  says("get", "get /zkcli", "hello"),
  says("get -s", "get -s /zkcli", "hello", "dataVersion = 0", "dataLength = 5", "numChildren = 2"),
  says("get: what isn't there", "get /zkcli/x", "Node does not exist: /zkcli/x"),
  says("stat of an ephemeral", "stat /zkcli/e", /ephemeralOwner = 0x[1-9a-f]/),
  says("set -s", "set -s /zkcli world", "dataVersion = 1"),
  says("set -v: another version", "set -v 0 /zkcli late", "version No is not valid : /zkcli"),
  says("ls", "ls /zkcli", "[e, s-0000000000]"),
  says("ls -s", "ls -s /zkcli", "[e, s-0000000000]", "cversion = 2"),
  says("ls -R", "ls -R /zkcli", "/zkcli/e", "/zkcli/s-0000000000"),
  says("getEphemerals", "getEphemerals /zkcli", "/zkcli/e"),
  says("getAllChildrenNumber", "getAllChildrenNumber /zkcli", "2"),
  says("getAcl", "getAcl /zkcli", "'world,'anyone", "cdrwa"),
  says("sync", "sync /zkcli", "Sync is OK"),
  says("config", "config", /server\.1=.*participant/, /version=[0-9a-f]+/),
  says("delete: what has children", "delete /zkcli", "Node not empty: /zkcli"),
  says("delete", "delete /zkcli/e", /^(?![\s\S]*rror)/),
  {
    name: "get -w: told of another's write",
    talk: async (cli, other) => {
      await cli.say("get -w /zkcli");
      await other.say("set /zkcli again");
      await cli.hears("type:NodeDataChanged path:/zkcli");
    },
  },
  {
    name: "ls -w: told of another's child",
    talk: async (cli, other) => {
      await cli.say("ls -w /zkcli");
      await other.say("create /zkcli/child");
      await cli.hears("type:NodeChildrenChanged path:/zkcli");
    },
  },
  {
    name: "addWatch: a recursive watch is told again and again",
    talk: async (cli, other) => {
      await cli.say("addWatch -m PERSISTENT_RECURSIVE /zkcli");
      await other.say("create /zkcli/child/deep");
      await cli.hears("type:NodeCreated path:/zkcli/child/deep");
      await other.say("delete /zkcli/child/deep");
      await cli.hears("type:NodeDeleted path:/zkcli/child/deep");
    },
  },
  says("removewatches", "removewatches /zkcli", /^(?![\s\S]*rror)/),
  {
    name: "deleteall: all that is below, here and at another server",
    talk: async (cli, other) => {
      await cli.say("deleteall /zkcli");
      await other.say("sync /");
      expectSaid(await other.say("ls /zkcli"), "Node does not exist: /zkcli");
    },
  },
];

/** The cases of Apache's command line client: two of them, at two servers. */
export async function* zkCliCases(ensemble: Ensemble): AsyncGenerator<CaseResult> {
  const [cli, other] = [1, 2].map((id) => open(ensemble.portOf(id), ensemble.folder)) as [Dialogue, Dialogue];
  yield await runCase(GROUP, "connects", async () => {
    await cli.untilConnected();
    await other.untilConnected();
  });
  for (const { name, talk } of CASES) yield await runCase(GROUP, name, () => talk(cli, other));
  cli.stop();
  other.stop();
}

function open(port: number, folder: string): Dialogue {
  const args = [...JAVA, "-cp", CLASS_PATH, MAIN, "-server", `127.0.0.1:${port}`];
  return new Dialogue("java", args, folder, {
    connected: "state:SyncConnected",
    ask: (path) => `ls ${path}`,
    answer: (path) => `Node does not exist: ${path}`,
  });
}

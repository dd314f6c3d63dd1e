import { type CaseResult, runCase } from "../case-result";
import { Dialogue, expectSaid } from "./dialogue";
import type { Ensemble } from "./targets/ensemble";
import { sleep } from "../processes";
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

/** In ms. Both look once a second. */
const PATIENCE = 15_000;

async function untilGone(cli: Dialogue, path: string): Promise<void> {
  const end = Date.now() + PATIENCE;
  for (;;) {
    await cli.say(`sync ${path}`);
    const said = await cli.say(`stat ${path}`);
    if (said.includes(`Node does not exist: ${path}`)) return;
    if (Date.now() > end) throw new Error(`it is still there: ${said}`);
    await sleep(200);
  }
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
  says("whoami: where one is", "whoami", /ip: *127\.0\.0\.1/),
  says("create -c: a container", "create -c /zkcli/box", "Created /zkcli/box"),
  says("stat of a container: nobody's", "stat /zkcli/box", "ephemeralOwner = 0x0\n"),
  says("create -t: with a time to live", "create -t 600 /zkcli/ttl x", "Created /zkcli/ttl"),
  {
    name: "a container goes when its last child has gone, and a znode when its time is up",
    talk: async (cli, other) => {
      await cli.say("create /zkcli/box/a");
      await cli.say("delete /zkcli/box/a");
      await untilGone(other, "/zkcli/box");
      await untilGone(other, "/zkcli/ttl");
    },
  },
  {
    name: "addauth, setAcl: others are kept out",
    talk: async (cli, other) => {
      await cli.say("addauth digest ann:secret");
      await cli.say("create /zkcli/hers secret");
      expectSaid(await cli.say("setAcl -s /zkcli/hers auth::cdrwa"), "aclVersion = 1");
      await other.say("sync /zkcli/hers");
      expectSaid(await other.say("get /zkcli/hers"), "Insufficient permission : /zkcli/hers");
      expectSaid(await cli.say("get /zkcli/hers"), "secret");
    },
  },
  says("whoami: with a name", "whoami", /digest: *ann/, /ip: *127\.0\.0\.1/),
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

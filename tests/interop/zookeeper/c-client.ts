import library from "node-zookeeper-client";
import { type CaseResult, runCase } from "../case-result";
import { Dialogue, expectSaid } from "./dialogue";
import { close, connect, make } from "./node-client/harness";
import type { Ensemble } from "./targets/ensemble";
import { C_CLIENT } from "./targets/parts";

const GROUP = "C client";

/** Commands in this order, and what must be printed for each. */
const CASES: [name: string, command: string, ...parts: (string | RegExp)[]][] = [
  ["create", "create /c", "[/c]: rc = 0", "name = /c"],
  ["create: what is there", "create /c", "rc = -110"],
  ["create2: with the stat", "create2 /c/a", "name = /c/a", "version=0"],
  ["create: an ephemeral in sequence", "create +es /c/e-", "name = /c/e-0000000001"],
  ["set", "set /c hello", /^(?![\s\S]*Error)/],
  ["get", "get /c", "rc = 0", "value_len = 5", "hello", "version=1"],
  ["get: what isn't there", "get /c/x", "rc = -101"],
  ["ls", "ls /c", "rc = 0", "e-0000000001", "\ta"],
  ["ls2: with the stat", "ls2 /c", "rc = 0", "e-0000000001", "version=1\taversion=0"],
  ["sync", "sync /c", "rc = 0"],
  ["delete: what has children", "delete /c", "rc = -111"],
  ["delete", "delete /c/a", "rc = 0"],
];

/** The cases of the client in C, by its command line program. */
export async function* cClientCases(ensemble: Ensemble): AsyncGenerator<CaseResult> {
  // It writes to a pipe when it sees fit, unless it is told to do so after each line.
  const args = ["-oL", C_CLIENT, "-h", ensemble.connectString];
  const cli = new Dialogue("stdbuf", args, ensemble.folder, {
    connected: "Got a new session id",
    // `exists` would be answered by another thread than the others, and overtake them.
    ask: (path) => `get ${path}`,
    answer: (path) => `${path}: rc = -101`,
  });
  yield await runCase(GROUP, "connects", async () => {
    await cli.untilConnected();
  });
  for (const [name, command, ...parts] of CASES) {
    yield await runCase(GROUP, name, async () => expectSaid(await cli.say(command), ...parts));
  }
  yield await runCase(GROUP, "addauth: kept out as a stranger, and let in with the password", async () => {
    const ann = await connect(ensemble.connectString);
    ann.addAuthInfo("digest", Buffer.from("ann:secret"));
    await make(ann, "/c/hers", { data: "secret", acls: library.ACL.CREATOR_ALL_ACL });
    expectSaid(await cli.say("sync /c/hers"), "rc = 0");
    expectSaid(await cli.say("get /c/hers"), "rc = -102");
    await cli.say("addauth digest ann:secret");
    expectSaid(await cli.say("get /c/hers"), "rc = 0", "secret");
    await close(ann);
  });
  cli.stop();
}

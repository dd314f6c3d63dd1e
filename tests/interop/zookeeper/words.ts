import { deepEqual, equal, match, ok } from "node:assert/strict";
import { connect } from "node:net";
import { type CaseResult, runCase } from "../case-result";
import { type Ensemble, SERVERS } from "./targets/ensemble";

const GROUP = "four-letter words";
/** In ms. */
const PATIENCE = 10_000;

/** What each server must answer, by what both kinds of servers have. */
const CASES: [word: string, holds: (said: string, port: number) => void][] = [
  ["ruok", (said) => equal(said, "imok")],
  ["isro", (said) => equal(said, "rw")],
  ["conf", (said, port) => match(said, new RegExp(`^clientPort=${port}$`, "m"))],
  [
    "srvr",
    (said) => {
      match(said, /^Zookeeper version: \d+\.\d+\.\d+/);
      match(said, /^Zxid: 0x[0-9a-f]+$/m);
      for (const key of ["Received", "Sent", "Connections", "Outstanding", "Node count"])
        number(said, key, ": ");
    },
  ],
  [
    "stat",
    (said) => {
      match(
        said,
        /^Zookeeper version: .*\nClients:\n \/127\.0\.0\.1:\d+\[\d\]\(queued=\d+,recved=\d+,sent=\d+\)\n/,
      );
      match(said, /^Mode: (leader|follower)$/m);
      ok(number(said, "Node count", ": ") > 1);
    },
  ],
  [
    "mntr",
    (said) => {
      match(said, /^zk_version\t\d+\.\d+\.\d+/);
      for (const key of ["packets_received", "packets_sent", "outstanding_requests", "watch_count"]) {
        number(said, `zk_${key}`, "\t");
      }
      ok(number(said, "zk_num_alive_connections", "\t") >= 1);
      ok(number(said, "zk_znode_count", "\t") > 1);
    },
  ],
];

/** The words that people and scripts send to a server's port, by a plain socket. */
export async function* wordCases(ensemble: Ensemble): AsyncGenerator<CaseResult> {
  const ports = SERVERS.map((id) => ensemble.portOf(id));
  for (const [word, holds] of CASES) {
    yield await runCase(GROUP, word, async () => {
      for (const port of ports) holds(await say(port, word), port);
    });
  }
  yield await runCase(
    GROUP,
    "srvr and mntr: one leads, the others follow, and both words say the same",
    async () => {
      const modes = await Promise.all(
        ports.map(async (port) => /^Mode: (.*)$/m.exec(await say(port, "srvr"))?.[1]),
      );
      deepEqual([...modes].sort(), ["follower", "follower", "leader"]);
      const states = await Promise.all(
        ports.map(async (port) => /^zk_server_state\t(.*)$/m.exec(await say(port, "mntr"))?.[1]),
      );
      deepEqual(states, modes);
    },
  );
}

/** @returns all that the server says until it closes the connection */
function say(port: number, word: string): Promise<string> {
  return new Promise((resolve, reject) => {
    let said = "";
    const socket = connect(port, "127.0.0.1", () => socket.write(word));
    socket.setTimeout(PATIENCE, () =>
      socket.destroy(new Error(`${word} isn't answered to its end: ${said}`)),
    );
    socket.on("data", (bytes) => (said += String(bytes)));
    socket.on("error", reject);
    socket.on("close", () => resolve(said));
  });
}

/** @throws Error if there is no line of that name, with a number */
function number(said: string, key: string, between: string): number {
  const line = said.split("\n").find((each) => each.startsWith(key + between));
  ok(line !== undefined, `no ${key} in ${JSON.stringify(said)}`);
  const value = line.slice(key.length + between.length);
  match(value, /^\d+$/, line);
  return Number(value);
}

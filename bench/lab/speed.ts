/**
 * `npm run bench:lab`: how fast the simulated world is, with its checks on, on one thread. It fails when the lab is
 * slower than what the chapters' suites count on.
 */
import { checkAtMostOne, NeverBack } from "#lab/checkers/invariants";
import { checkLinearizability } from "#lab/checkers/linearizability";
import { registerModel } from "#lab/checkers/models";
import { type Connection, type ConnectionHandler, type Host, sleep } from "#lab/host";
import { SeededRandom } from "#lab/world/random";
import { World } from "#lab/world/world";
import { realHistory } from "../../tests/lab/checkers/histories";
import { stopwatch } from "../stopwatch";

interface Proposal {
  type: string;
  zxid: bigint;
  value: number;
}

/** Answers every message with one; sets a timer anew at each, as election timeouts are. */
class Chatter implements ConnectionHandler<Proposal> {
  received = 0;
  private timeout;

  constructor(
    private readonly host: Host,
    peers: readonly string[],
  ) {
    this.timeout = host.clock.after(1000, () => {});
    host.network.listen("chat", this);
    for (const peer of peers) host.network.connect(peer, "chat", this);
  }

  onOpen(connection: Connection<Proposal>): void {
    for (let i = 0; i < 10; i++) connection.send({ type: "propose", zxid: 1n << 32n, value: i });
  }

  onMessage(connection: Connection<Proposal>, { type, zxid, value }: Proposal): void {
    this.received += 1;
    this.timeout.cancel();
    this.timeout = this.host.clock.after(1000, () => {});
    connection.send({ type, zxid: zxid + 1n, value: value + 1 });
  }

  onClose(): void {}
}

const NAMES = ["A", "B", "C"];

/** A world of three servers, with two checks after every event. */
function chattingWorld(): World {
  const world = new World({ seed: 1 });
  const machines = NAMES.map((name, i) => world.server(name, (host) => new Chatter(host, NAMES.slice(0, i))));
  const progress = new NeverBack("messages received");
  world.always("progress is not undone", () => progress.check("A", machines[0]!.instance!.received));
  world.always("at most one is ahead of all time", () =>
    checkAtMostOne(
      machines.filter((machine) => machine.instance!.received < 0).map(({ name }) => name),
      "is ahead",
    ),
  );
  return world;
}

/** Events a second. */
function measureHandlers(events: number): number {
  const world = chattingWorld();
  const elapsed = stopwatch();
  while (world.events < events) world.advance(100);
  return (world.events / elapsed()) * 1000;
}

async function measureClients(events: number): Promise<number> {
  const world = chattingWorld();
  let rounds = 0;
  for (let i = 0; i < 5; i++) {
    world.client(`client-${i}`, async ({ clock, random }) => {
      for (;;) {
        await sleep(clock, random.next());
        rounds += 1;
      }
    });
  }
  const elapsed = stopwatch();
  while (world.events < events) await world.run(100);
  if (rounds * 3 < world.events) throw new Error("too few of the events are the clients'");
  return (world.events / elapsed()) * 1000;
}

/** The longest of many searches, in ms. */
function measureSearch(): number {
  let slowest = 0;
  for (let seed = 0; seed < 100; seed++) {
    const history = realHistory(new SeededRandom(seed), 80, 5, 0.2);
    const elapsed = stopwatch();
    const { kind } = checkLinearizability(history, registerModel(0));
    if (kind !== "linearizable") throw new Error(`seed ${seed} is ${kind}`);
    slowest = Math.max(slowest, elapsed());
  }
  return slowest;
}

let missed = 0;

function report(what: string, value: number, unit: string, ok: boolean, limit: string): void {
  const shown = value >= 1000 ? Math.round(value).toLocaleString("en") : value.toFixed(1);
  console.log(
    `${ok ? "ok  " : "MISS"} ${what.padEnd(52)} ${shown.padStart(12)} ${unit.padEnd(9)} (${limit})`,
  );
  if (!ok) missed += 1;
}

measureHandlers(300_000);
const million = measureHandlers(1_000_000);
const tenMillion = measureHandlers(10_000_000);
report("handlers, 1M events", million, "events/s", million >= 1e6, "at least 1,000,000");
report("handlers, 10M events", tenMillion, "events/s", tenMillion >= 1e6, "at least 1,000,000");
const growth = million / tenMillion;
report("cost of an event at 10M against 1M", growth, "times", growth < 1.5, "linear: below 1.5");
await measureClients(100_000);
const clients = await measureClients(1_000_000);
report("async clients among servers, 1M events", clients, "events/s", clients >= 2e5, "at least 200,000");
const search = measureSearch();
report("linearizability, 80 operations, slowest of 100", search, "ms", search < 500, "below 500");
process.exitCode = missed === 0 ? 0 : 1;

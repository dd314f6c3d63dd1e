import { NEW_MARK } from "#leader-election/origin";
import { marked } from "#lab/testing/marked";
import { sleep, type Host } from "#lab/host";
import type { Show, Sight, Stage } from "#lab/stage/stage";
import { Agreement } from "#lab/checkers/invariants";
import { bytes, text } from "#lab/testing/bytes";
import type { Machine } from "#lab/world/machine";
import type { World } from "#lab/world/world";
import { EnsembleServer } from "#ensemble/ensemble-server";
import { KeeperClient } from "#master-election/keeper-client";
import { failedBy } from "#master-election/watching";
import { Members } from "#quorum/members";
import { showZxid } from "#zab/zxids";
import { tell } from "./stories/labels";

const NAMES = ["A", "B", "C", "D", "E"];
const CLIENTS = ["Ann", "Bob"];
const SETTING = "/max_connections";
/** Between two writes of a client, in ms. */
const PAUSE = 400;

/** What clients have seen, for the lines below the servers. */
class Tally {
  done = 0;
  lost = 0;
  expired = 0;
  last = "";
}

/** An ensemble, and two clients who set max_connections again and again: `npm run kata -- watch-ensemble`. */
export const stage: Stage = {
  title: "An ensemble",
  sizes: [3, 5],
  open(world: World, size: number): Show {
    const servers = NAMES.slice(0, size);
    const members = new Members(servers.map((name, index) => ({ id: index + 1, name, role: "participant" })));
    const machines = new Map(
      servers.map((name, index) => [
        name,
        world.server(
          name,
          marked(NEW_MARK, (host) => new EnsembleServer(host, { self: index + 1, membership: members })),
        ),
      ]),
    );
    const tally = new Tally();
    for (const name of CLIENTS) world.client(name, (host) => write(host, servers, tally));
    watchOver(world, machines);
    return {
      servers,
      others: CLIENTS,
      look: (name) => sightOf(machines.get(name)!.instance!),
      summary: () => [
        `  clients: ${tally.done} writes done, ${tally.lost} of unknown fate, ${tally.expired} sessions expired`,
      ],
      tell,
    };
  },
};

/** Sets the setting again and again, with one session after another. */
async function write(host: Host, servers: readonly string[], tally: Tally): Promise<void> {
  for (let count = 1; ;) {
    const keeper = new KeeperClient(host, servers);
    try {
      for (; ; count++) {
        await set(keeper, `${host.name} ${count}`, tally);
        await sleep(host.clock, PAUSE);
      }
    } catch (error) {
      if (!failedBy(error, "SessionExpired")) throw error;
      tally.expired += 1;
    }
  }
}

async function set(keeper: KeeperClient, value: string, tally: Tally): Promise<void> {
  try {
    if ((await keeper.exists(SETTING)) === undefined) await keeper.create(SETTING, bytes(value));
    else await keeper.setData(SETTING, bytes(value));
    tally.done += 1;
    tally.last = value;
  } catch (error) {
    if (failedBy(error, "NodeExists")) return;
    if (!failedBy(error, "ConnectionLoss", "SessionMoved")) throw error;
    tally.lost += 1;
  }
}

/** Whatever the spectator does, servers that have carried out the same transactions hold the same. */
function watchOver(world: World, machines: ReadonlyMap<string, Machine<EnsembleServer>>): void {
  const agreement = new Agreement();
  world.always("servers that are at the same transaction have the same setting", () => {
    for (const [name, { instance }] of machines) {
      if (instance?.isServing !== true) continue;
      const { tree, lastZxid } = instance.database;
      const value = tree.exists(SETTING) === undefined ? "" : text(tree.getData(SETTING));
      const found = agreement.check(lastZxid, value, name);
      if (found !== undefined) return found;
    }
    return undefined;
  });
}

function sightOf({ state, isServing, database, epoch, clients }: EnsembleServer): Sight {
  const { tree } = database;
  const value = tree.exists(SETTING) === undefined ? "-" : text(tree.getData(SETTING));
  return {
    role: state === "LOOKING" || isServing ? state : `${state}, not ready`,
    mood: isServing ? "good" : "busy",
    facts: [
      ["epoch", String(epoch)],
      ["has", showZxid(database.lastZxid)],
      ["value", value],
      ["clients", String(clients)],
    ],
  };
}

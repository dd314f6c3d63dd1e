import type { Scenario } from "#lab/sweep/scenario";
import { Candidate } from "#master-election/candidate";
import { KeeperServer } from "#master-election/keeper-server";
import { failedBy } from "#master-election/watching";
import { Databases } from "../databases";
import { DATABASES, KEEPER } from "../shop";
import { FAULTS, MOST_FAULTS, SERVERS } from "./faults";

export const LINE = "/candidates";

/** Three databases stand in line for the leadership. */
export const lineScenario: Scenario = {
  name: "line",
  step: "master-election/ticket",
  servers: SERVERS,
  faults: FAULTS,
  mostFaults: MOST_FAULTS,
  pinned: [
    {
      // It comes back sooner than its old session is over, and its replies are held back until it gives up.
      name: "back-too-soon",
      seed: 5,
      actions: DATABASES.flatMap((on) => [
        { at: 2_000, kind: "kill" as const, on, ms: 100 },
        { at: 2_108, kind: "clog" as const, from: KEEPER, to: on, ms: 2_200 },
      ]),
    },
    {
      // Right when they draw their tickets: of what is done nobody is told.
      name: "replies-lost",
      seed: 5,
      actions: DATABASES.map((from) => ({ at: 42, kind: "break" as const, from, to: KEEPER })),
    },
  ],
  setup(world) {
    const server = world.server(KEEPER, (host) => new KeeperServer(host));
    let done = 0;
    const databases = new Databases(world, DATABASES, {
      needs: ["/orders", LINE],
      taker: (client, host) => new Candidate(client, LINE, host.name, (role) => host.note(role)),
      work: async ({ keeper }) => {
        try {
          await keeper.setData("/orders", new Uint8Array(0));
          done += 1;
        } catch (error) {
          if (!failedBy(error, "ConnectionLoss", "SessionExpired")) throw error;
        }
      },
    });
    const tickets = (): readonly string[] => {
      const { tree } = server.instance!;
      return tree.exists(LINE) ? tree.getChildren(LINE) : [];
    };
    const numberOf = (name: string): number => Number(/\d{10}$/.exec(name)![0]);

    world.always("whoever leads has the lowest number of all that are in the line", () => {
      for (const [name, { taker }] of databases.lives) {
        if (taker.role !== "LEADER" || taker.ticket === undefined) continue;
        const { name: mine } = taker.ticket;
        const lower = tickets().find((each) => numberOf(each) < numberOf(mine));
        if (lower !== undefined) return { facts: [`${name} leads with ${mine}`, `${lower} is in the line`] };
      }
      return undefined;
    });
    world.always("whoever has a ticket has drawn it in its own session", () => {
      const { tree } = server.instance!;
      for (const [name, { taker, keeper }] of databases.lives) {
        const owner = taker.ticket && tree.exists(taker.ticket.path)?.ephemeralOwner;
        if (owner !== undefined && owner !== keeper.session) {
          return {
            facts: [`${name} goes by ${taker.ticket!.name}`, "that is the ticket of another session"],
          };
        }
      }
      return undefined;
    });
    return {
      writes: () => done,
      unsettled() {
        if (databases.are("LEADER").length !== 1) return `${databases.are("LEADER").length} databases lead`;
        if (databases.are("FOLLOWER").length !== 2) return "not all others follow";
        return tickets().length === 3 ? undefined : `three databases have ${tickets().length} tickets`;
      },
    };
  },
};

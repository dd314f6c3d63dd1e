import type { Injector } from "#lab/sweep/injector";
import type { Scenario, Trial } from "#lab/sweep/scenario";
import type { Host } from "#lab/host";
import type { World } from "#lab/world/world";
import { Backup } from "#quorum/backup";
import { Members } from "#quorum/members";
import { Primary } from "#quorum/primary";
import { Customer, openShop } from "./customer";
import { member, watchOver } from "./ensemble";
import { Ledger } from "./ledger";

const CUSTOMERS = ["Ann", "Bob"];
/** So long nobody may be told anything once the primary is gone for good, in ms. */
const SILENCE = 1_000;
/** Answers after the healing that are asked for, before the customers stop. */
const ANSWERS = 5;

function names(count: number): string[] {
  return Array.from({ length: count }, (_, index) => member(index + 1).name);
}

function openEnsemble(world: World, count: number): Trial {
  const members = new Members(names(count).map((_, index) => member(index + 1)));
  const ledger = new Ledger(members, "A");
  watchOver(world, ledger);
  let answers = 0;
  let stopped = false;
  const primary = (host: Host): Primary => {
    const server = new Primary(ledger.overhear(host), 1, members, ledger.database("A"), {
      maxOutstanding: 50,
    });
    server.open(() =>
      openShop(host, server, ({ data, zxid }) => {
        answers += 1;
        ledger.tell(zxid, data);
      }),
    );
    return server;
  };
  const backup = (host: Host): Backup => {
    const server = new Backup(host, "A", ledger.database(host.name));
    server.open();
    return server;
  };
  const machines = new Map(
    members.list.map(({ name }) => [
      name,
      world.server<Primary | Backup>(name, name === "A" ? primary : backup),
    ]),
  );
  for (const name of CUSTOMERS) world.server(name, (host) => new Customer(host, "A", () => !stopped));

  let healedAt = 0;
  let before = 0;
  let healed: readonly string[] = [];
  let withPrimary = true;
  return {
    writes: () => answers,
    heal(core) {
      healedAt = world.now;
      before = answers;
      healed = core;
      withPrimary = core.includes("A");
    },
    unsettled(core) {
      if (!withPrimary)
        return world.now < healedAt + SILENCE ? "it isn't certain that all is silent" : undefined;
      stopped ||= answers >= before + ANSWERS;
      if (!stopped) return "the customers are not answered";
      const last = ledger.history.at(-1)?.zxid;
      const behind = core.find((name) => machines.get(name)!.instance?.database.lastZxid !== last);
      return behind === undefined ? undefined : `${behind} hasn't carried out ${last}`;
    },
    checks: {
      "what a customer was told is on every server": () => {
        if (!withPrimary) return undefined;
        for (const name of healed) {
          const [missing] = ledger.missingFrom(machines.get(name)!.instance?.database);
          if (missing === undefined) continue;
          return { facts: [`a customer was told: ${missing} is done`, `${name} doesn't have it`] };
        }
        return undefined;
      },
      "without the primary nobody is told anything": () => {
        if (withPrimary || answers === before) return undefined;
        return { facts: ["A is gone for good", `${answers - before} writes were acknowledged after that`] };
      },
    },
  };
}

const FAULTS: Scenario["faults"] = {
  kill: { ms: { min: 10, max: 600 } },
  "power-cut": { ms: { min: 10, max: 600 } },
  pause: { ms: { min: 10, max: 600 } },
  isolate: { ms: { min: 50, max: 1_500 } },
  cut: { ms: { min: 50, max: 1_500 } },
  split: { ms: { min: 50, max: 1_500 } },
  clog: { ms: { min: 10, max: 600 } },
  slow: { ms: { min: 50, max: 1_000 } },
  break: {},
  "flush-error": { ms: { min: 10, max: 200 }, most: 3 },
  "full-disk": { ms: { min: 10, max: 200 }, most: 2 },
};

/** All of them lose their power at once: the same socket. */
const blackout = (count: number): NonNullable<Scenario["own"]> => ({
  blackout: {
    most: 2,
    act: (_: Trial, faults: Injector): boolean =>
      names(count)
        .map((on, index) => faults.do({ kind: "power-cut", on, ms: 50 + 20 * index }))
        .every((done) => done),
  },
});

function scenario(count: number): Scenario {
  return {
    name: count === 3 ? "three" : "five",
    step: "quorum/late",
    servers: names(count),
    clients: CUSTOMERS,
    faults: FAULTS,
    own: blackout(count),
    faultsFor: 1_500,
    settlesWithin: 10_000,
    mostFaults: 10,
    setup: (world) => openEnsemble(world, count),
  };
}

/** A primary, two backups, and two customers. In the end all are healed. */
const three = scenario(3);
/** A primary and four backups. In the end two of the five may be gone for good, the primary among them. */
const five: Scenario = { ...scenario(5), caps: { core: 3 } };

export const scenarios: readonly Scenario[] = [three, five];
export { five, three };

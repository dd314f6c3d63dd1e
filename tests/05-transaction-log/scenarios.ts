import type { Injector } from "#lab/sweep/injector";
import type { Scenario, Trial } from "#lab/sweep/scenario";
import type { SeededRandom } from "#lab/world/random";
import type { World } from "#lab/world/world";
import { Book } from "./book";
import { Customer } from "./customer";
import { Server } from "./server";

/** So small that a run has files, snapshots and purges by the dozen. */
const OPTIONS = { maxFileBytes: 600, snapshotEvery: 24, keepSnapshots: 2, pieceBytes: 200 };
const CUSTOMERS = ["Ann", "Bob", "Cho"];

interface Shop extends Trial {
  book: Book;
}

function openShop(world: World, mayRefuse: boolean): Shop {
  const book = new Book();
  const machine = world.server("A", (host) => new Server(host, OPTIONS, book));
  for (const name of CUSTOMERS) {
    world.server(name, (host) => new Customer(host, "A", (told) => told.done && book.heard(told.zxid)));
  }
  world.always("nothing that was acknowledged is lost, and nothing else is made of it", () => book.violation);
  let settling = 0;
  return {
    book,
    writes: () => book.answers,
    heal: () => (settling = book.answers),
    unsettled: () => {
      if (mayRefuse && book.damaged && !machine.up) return undefined;
      return book.answers > settling + 5 ? undefined : "the customers are not answered";
    },
  };
}

/** One server that loses its power, its process, its flushes and its space, and three customers who rely on it. */
const crashes: Scenario<Shop> = {
  name: "crashes",
  step: "transaction-log/storage",
  servers: ["A"],
  clients: CUSTOMERS,
  faults: {
    "power-cut": { ms: { min: 1, max: 400 } },
    kill: { ms: { min: 1, max: 400 } },
    pause: { ms: { min: 10, max: 200 } },
    "flush-error": { ms: { min: 10, max: 400 }, most: 3 },
    "full-disk": { ms: { min: 10, max: 400 }, most: 3 },
  },
  faultsFor: 1_500,
  settlesWithin: 4_000,
  setup: (world) => openShop(world, false),
};

/** The same, and one bit of all that it has on its disk turns. It may refuse to start; it may not be wrong. */
const rot: Scenario<Shop> = {
  ...crashes,
  name: "rot",
  faults: { "power-cut": { ms: { min: 1, max: 400 } }, kill: { ms: { min: 1, max: 400 } } },
  caps: { damaged: 1 },
  // Longer, because a run in which the server soon refuses to start shows little.
  faultsFor: 3_000,
  own: {
    "a bit turns": {
      most: 1,
      draw: (random: SeededRandom) => random.next(),
      act(shop: Shop, faults: Injector, place: unknown): boolean {
        const turned = faults.do({ kind: "bit-flip", on: "A", place: place as number });
        shop.book.damaged ||= turned;
        return turned;
      },
    },
  },
  setup: (world) => openShop(world, true),
};

export const scenarios: readonly Scenario[] = [crashes, rot];
export { crashes, rot };

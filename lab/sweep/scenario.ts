import type { SeededRandom } from "../world/random";
import type { Span } from "../world/network";
import type { Check, World, WorldOptions } from "../world/world";
import type { Action, FaultKind } from "./action";
import type { Injector } from "./injector";

/**
 * A situation in which a chapter's code must keep its promises, whatever befalls it. A chapter exports a list of them,
 * `scenarios`, from tests/NN-slug/scenarios.ts; its steps' tests run some seeds of each, and `npm run sweep` many.
 *
 * A run goes through two phases. First faults, drawn from those that the scenario declares, for `faultsFor` ms; every
 * `world.always` is checked after every event. Then the faults stop, a core of the servers is healed, and within
 * `settlesWithin` ms nothing may be unsettled; at last the trial's `checks` must hold.
 *
 * ```ts
 * export const scenarios: readonly Scenario[] = [
 *   {
 *     name: "race",
 *     step: "master-election/race",
 *     servers: ["DB1", "DB2", "DB3"],
 *     faults: { kill: {}, pause: { ms: { min: 100, max: 8000 } }, isolate: {} },
 *     setup(world) {
 *       for (const name of this.servers) world.server(name, (host) => new Database(host));
 *       world.always("at most one database is master", () => checkAtMostOne(masters(world), "is master"));
 *       return {
 *         writes: () => history.ok.length,
 *         unsettled: () => (masters(world).length === 1 ? undefined : "there is no master"),
 *         checks: { "every accepted write is kept": () => checkWitnessOrder(history.operations, order) },
 *       };
 *     },
 *   },
 * ];
 * ```
 */
export interface Scenario<T extends Trial = Trial> {
  /** Unique in its chapter: words with hyphens. */
  readonly name: string;
  /** The step that it belongs to, by its id: "master-election/race". */
  readonly step: string;
  /** The servers that faults may befall. `setup` must add them all. */
  readonly servers: readonly string[];
  /** Other servers and clients that network faults may cut off. `setup` must add them all. */
  readonly clients?: readonly string[];
  /** The kinds of faults that it must survive. */
  readonly faults: { readonly [K in FaultKind]?: FaultOptions };
  /** Faults of its own making, by name. */
  readonly own?: Readonly<Record<string, OwnAct<T>>>;
  readonly caps?: Caps;
  /** Length of the first phase in ms. Default 10 000. */
  readonly faultsFor?: number;
  /** Most ms from the healing until nothing is unsettled. Default 20 000. */
  readonly settlesWithin?: number;
  /** Most faults of a run. Default 24; a run has from none to that many. */
  readonly mostFaults?: number;
  readonly world?: Pick<WorldOptions, "network" | "disk">;
  /** Schedules that are run before any seed: those that random seeds find too seldom. */
  readonly pinned?: readonly Pin[];
  /** A message in a few words, for the picture of a run that fails; undefined for one that is shown as it is. */
  readonly tell?: (message: unknown) => string | undefined;

  /**
   * Fills a fresh world with servers and clients, and registers what must always hold.
   * @param random for choices of the scenario's own; the world draws from other streams
   */
  setup(world: World, random: SeededRandom): T;
}

/** One run of a scenario, as its `setup` left it. All of it is asked between events, never in one. */
export interface Trial {
  /** How many writes were acknowledged so far. A sweep whose runs get hardly any done proves nothing and is refused. */
  writes(): number;

  /** Called after the core was healed: for what must be done for the system to come to rest. */
  heal?(core: readonly string[]): void;

  /**
   * What has not converged yet, as a sentence; undefined once all has. Asked only after the healing, every
   * {@link SETTLE_STEP} ms.
   * @param core the servers that were healed; the others are down or cut off for good
   */
  unsettled(core: readonly string[]): string | undefined;

  /** What must hold at the end, by the property's sentence: mostly checks of the clients' history. */
  readonly checks?: Readonly<Record<string, Check>>;
}

/** Between two questions whether a trial has settled, in ms. */
export const SETTLE_STEP = 20;

/** How one kind of fault is drawn. */
export interface FaultOptions {
  /** Whom it befalls. Default: each of the scenario's servers. For a way, its beginning or its end. */
  readonly on?: readonly string[];
  /** How long it lasts, in ms. Default: 50 to 3000, short ones more often. */
  readonly ms?: Span;
  /** Most times in one run. */
  readonly most?: number;
}

/** More than this a protocol does not promise to survive. A fault that would exceed a cap is left out. */
export interface Caps {
  /** Most servers that are down or paused at once. Default: all of them. */
  readonly down?: number;
  /** Most servers in a run whose disk is wiped, lies or has flipped bits. Default: a minority of them. */
  readonly damaged?: number;
  /** Fewest servers that make progress by themselves. Default: all, and then all are healed. */
  readonly core?: number;
}

/** A fault, or an act of an operator, that only the scenario knows: "kill whoever leads", "add a server". */
export interface OwnAct<T extends Trial = Trial> {
  readonly most?: number;
  /** What it needs to be done the same way again, as plain JSON. */
  draw?(random: SeededRandom): unknown;
  /** Does it. @returns whether it had an effect; what comes of `faults` may be returned as it is */
  act(trial: T, faults: Injector, drawn: unknown): boolean;
}

/** A schedule that is known to matter. */
export interface Pin {
  /** Unique in its scenario. */
  readonly name: string;
  readonly seed: number;
  readonly actions: readonly Action[];
  /** The servers that are healed. Default: all. */
  readonly core?: readonly string[];
}

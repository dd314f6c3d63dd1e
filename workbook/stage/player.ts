import { Director } from "#lab/stage/director";
import type { Show, Stage } from "#lab/stage/stage";
import type { TraceEvent } from "#lab/trace/recording";
import { Recording } from "#lab/trace/recording";
import { RunFailure } from "#lab/world/failure";
import { World } from "#lab/world/world";

/** Virtual ms for each real one. */
export const SPEEDS = [0.02, 0.1, 0.5, 1, 5, 20] as const;
const FIRST_SPEED = 2;

/** A step is looked for this long, in virtual ms: in a world of dead servers nothing happens any more. */
const STEP_WITHIN = 5_000;

/** Plays a stage: lets its time pass, does what the keys ask for, and remembers what there is to be seen. */
export class Player {
  readonly world: World;
  readonly show: Show;
  readonly director: Director;
  /** The server that the next act befalls. */
  chosen: string;
  running = true;
  /** What broke, once something has: then time stands still. */
  failure: RunFailure | undefined;
  #speed = FIRST_SPEED;
  readonly #recording = new Recording();
  /** One thing at a time lets time pass. */
  #passing: Promise<void> = Promise.resolve();

  constructor(
    readonly stage: Stage,
    readonly size: number,
    readonly seed: number,
  ) {
    this.world = new World({ seed, recorder: this.#recording });
    this.show = stage.open(this.world, size);
    this.director = new Director(this.world, this.show.servers);
    this.chosen = this.show.servers[0]!;
  }

  get speed(): number {
    return SPEEDS[this.#speed]!;
  }

  faster(): void {
    this.#speed = Math.min(this.#speed + 1, SPEEDS.length - 1);
  }

  slower(): void {
    this.#speed = Math.max(this.#speed - 1, 0);
  }

  /** The last things to be seen, in their order: at most `most`. */
  seen(most: number): TraceEvent[] {
    const { events } = this.#recording;
    const seen: TraceEvent[] = [];
    for (let i = events.length - 1; i >= 0 && seen.length < most; i--) {
      const told = this.#told(events[i]!);
      if (told !== undefined) seen.unshift(told);
    }
    return seen;
  }

  /** Lets so many virtual ms pass. */
  pass(ms: number): Promise<void> {
    return this.#safely(() => this.world.run(ms));
  }

  /** Lets time pass until there is one more thing to be seen. */
  step(): Promise<void> {
    return this.#safely(async () => {
      const before = this.#lastSeen();
      let isLate = false;
      this.world.after(STEP_WITHIN, () => (isLate = true));
      const seen = (): boolean => isLate || this.#lastSeen() !== before;
      await this.world.until("something happens", seen, STEP_WITHIN);
    });
  }

  /** Does something to the world, between two of its events. */
  act(act: () => void): Promise<void> {
    return this.#safely(() => {
      act();
      return Promise.resolve();
    });
  }

  #safely(pass: () => Promise<void>): Promise<void> {
    this.#passing = this.#passing.then(async () => {
      if (this.failure !== undefined) return;
      try {
        await pass();
      } catch (error) {
        if (!(error instanceof RunFailure)) throw error;
        this.failure = error;
      }
    });
    return this.#passing;
  }

  /** Changes with everything that comes to its end and is to be seen. */
  #lastSeen(): string {
    const seen = this.seen(50);
    return `${seen.filter(hasEnded).length} ${JSON.stringify(seen.at(-1))}`;
  }

  #told(event: TraceEvent): TraceEvent | undefined {
    if (event.kind === "flush") return undefined;
    if (event.kind !== "message") return event;
    const label = this.show.tell(event.label);
    return label === undefined ? undefined : { ...event, label };
  }
}

function hasEnded(event: TraceEvent): boolean {
  return event.kind !== "message" || event.arrivedAt !== undefined || event.lostAt !== undefined;
}

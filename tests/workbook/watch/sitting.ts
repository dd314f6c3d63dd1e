import { loadCourse } from "#workbook/course/course";
import { Backups } from "#workbook/progress/backups";
import { ProgressStore } from "#workbook/progress/progress-store";
import type { RunRequest, Verdict } from "#workbook/run/verdict";
import type { Engine, Types } from "#workbook/watch/engine";
import type { WatchEvent } from "#workbook/watch/events";
import { keysOf } from "#workbook/watch/key-names";
import { Keys } from "#workbook/watch/keys";
import { Session } from "#workbook/watch/session";
import type { TypeProblem } from "#workbook/types/type-checker";
import { Fixture } from "../fixture";
import { CANCELLED, RED } from "./verdicts";

/** An engine whose runs end when the test says so, or at once by a function of the request. */
export class FakeEngine implements Engine {
  readonly requests: RunRequest[] = [];
  /** Answers a run at once; without an answer it goes on until `finish` or `cancel`. */
  answer: (request: RunRequest) => Verdict | undefined = () => RED;
  #going: ((verdict: Verdict) => void) | undefined;

  run(request: RunRequest): Promise<Verdict> {
    this.requests.push(request);
    const verdict = this.answer(request);
    if (verdict !== undefined) return Promise.resolve(verdict);
    return new Promise((resolve) => (this.#going = resolve));
  }

  finish(verdict: Verdict): void {
    this.#going?.(verdict);
  }

  cancel(): void {
    this.#going?.(CANCELLED);
  }

  close(): Promise<void> {
    return Promise.resolve();
  }
}

export class FakeTypes implements Types {
  problems: TypeProblem[] = [];
  /** Holds back each answer until it resolves. */
  gate: Promise<void> = Promise.resolve();
  checked: string[][] = [];

  async check(files: string[]): Promise<TypeProblem[]> {
    this.checked.push(files);
    await this.gate;
    return this.problems;
  }

  close(): Promise<void> {
    return Promise.resolve();
  }
}

/** A sitting at the fixture's workbook with a runner of the test's own. */
export class Sitting {
  readonly fixture: Fixture;
  readonly engine = new FakeEngine();
  readonly types = new FakeTypes();
  readonly events: WatchEvent[] = [];
  readonly session: Session;
  readonly keys: Keys;
  hasQuit = false;
  /** Minutes pass with every look at the clock. */
  #minute = 0;

  constructor(name: string, prepare: (fixture: Fixture) => void = () => undefined) {
    this.fixture = new Fixture(name);
    prepare(this.fixture);
    const { root } = this.fixture;
    const now = () => new Date(Date.UTC(2025, 10, 22, 12, this.#minute++));
    this.session = new Session({
      course: loadCourse(root),
      engine: this.engine,
      types: this.types,
      store: new ProgressStore(root, () => undefined),
      backups: new Backups(root, now),
      now,
      emit: (event) => this.events.push(event),
    });
    this.keys = new Keys(this.session, () => (this.hasQuit = true));
  }

  /** Starts and waits for the first run. */
  async begin(): Promise<this> {
    this.session.start();
    await this.settled();
    return this;
  }

  /** Types characters and waits for what they began. */
  async type(characters: string): Promise<void> {
    for (const key of keysOf(characters)) this.keys.press(key);
    await this.settled();
  }

  async save(file = "chapters/01-counter/counter.ts"): Promise<void> {
    this.session.filesChanged([file]);
    await this.settled();
  }

  /** Until no run is on, and the types that were asked for have come. */
  async settled(): Promise<void> {
    await this.session.idle();
    await new Promise((resolve) => setImmediate(resolve));
  }

  /** The events of a kind. */
  all<Kind extends WatchEvent["event"]>(kind: Kind): Extract<WatchEvent, { event: Kind }>[] {
    return this.events.filter((event): event is Extract<WatchEvent, { event: Kind }> => event.event === kind);
  }

  last<Kind extends WatchEvent["event"]>(kind: Kind): Extract<WatchEvent, { event: Kind }> | undefined {
    return this.all(kind).at(-1);
  }
}

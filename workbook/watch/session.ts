import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Chapter, Course } from "../course/course";
import type { Backups } from "../progress/backups";
import { conditionsFor, ownChapters } from "../progress/conditions";
import { learnerFiles } from "../progress/learner-files";
import { currentPlace, placeAfter, places } from "../progress/position";
import type { Place } from "../progress/position";
import { isPassed, withCurrent, withPass } from "../progress/progress";
import type { Progress } from "../progress/progress";
import type { ProgressStore } from "../progress/progress-store";
import { explain } from "../screen/explain";
import { explainCause } from "../screen/explain-cause";
import { proseLink } from "../screen/prose-link";
import type { Engine, Types } from "./engine";
import { causeEvent, stepEvent } from "./events";
import type { WatchEvent } from "./events";
import { Latest } from "./latest";
import { messageOf } from "./message-of";
import { findBroken, findCause, runStep } from "./step-run";
import type { Result, WatchState } from "./state";

/** What a session works with. */
export interface SessionParts {
  course: Course;
  engine: Engine;
  types: Types;
  store: ProgressStore;
  backups: Backups;
  now: () => Date;
  /** Called after each thing that happened, when the state already shows it. */
  emit: (event: WatchEvent) => void;
}

/** A run doesn't wipe out a sentence that is younger than this. */
const NOTICE_STAYS_MS = 1_500;

type Because = Extract<WatchEvent, { event: "running" }>["because"];

/**
 * A sitting of the learner's, without a screen or a keyboard: which step is on, its runs, and what was found out.
 * Keys are turned into calls of it by {@link Keys}.
 */
export class Session {
  readonly parts: SessionParts;
  readonly #runs: Latest<Because>;
  #state: WatchState;
  #saidAt = 0;

  constructor(parts: SessionParts) {
    this.parts = parts;
    this.#runs = new Latest<Because>(
      (because) => this.#run(because),
      () => parts.engine.cancel(),
    );
    const progress = parts.store.read();
    parts.store.say = (message) => this.say(message);
    this.#state = this.#stateAt(currentPlace(parts.course, progress), progress);
  }

  get state(): WatchState {
    return this.#state;
  }

  /** Shows the step and runs it. */
  start(): void {
    this.parts.emit(stepEvent(this.#state));
    this.run("start");
  }

  run(because: Because): void {
    this.#runs.ask(because);
  }

  /** Resolves when no run is on and none waits. */
  idle(): Promise<void> {
    return this.#runs.idle();
  }

  async close(): Promise<void> {
    await this.#runs.close();
  }

  /** Some of the learner's files changed. Runs the step again if its run reads them. */
  filesChanged(files: readonly string[]): void {
    const { course, progress, chapter } = this.#state;
    const folders = ownChapters(course, progress, chapter.slug).map(({ name }) => `chapters/${name}/`);
    if (!files.some((file) => folders.some((folder) => file.startsWith(folder)))) return;
    const { kind } = this.#state.panel;
    if (kind === "hint" || kind === "solution" || kind === "trace") this.patch({ panel: { kind: "result" } });
    this.run("save");
  }

  /** Goes to another step and runs it. */
  goTo(place: Place): void {
    const progress = this.updateProgress((before) => withCurrent(before, place.step.id, this.parts.now()));
    this.#state = this.#stateAt(place, progress);
    this.parts.emit(stepEvent(this.#state));
    this.run("jump");
  }

  /** The step to go to from this one: the next open one, or the next one where none is open. */
  following(): Place | undefined {
    const { course, progress, step } = this.#state;
    const all = places(course);
    const behind = all.slice(all.findIndex((place) => place.step.id === step.id) + 1);
    return behind.find((place) => !isPassed(progress, place.step.id)) ?? placeAfter(course, step.id);
  }

  patch(change: Partial<WatchState>): void {
    this.#state = { ...this.#state, ...change };
  }

  say(text: string): void {
    this.#saidAt = this.parts.now().getTime();
    this.patch({ notice: text });
    this.parts.emit({ event: "notice", text });
  }

  clearNotice(): void {
    const { notice: _gone, ...state } = this.#state;
    this.#state = state;
  }

  /** Changes the progress on disk. Where that fails the learner is told, and the sitting goes on. */
  updateProgress(change: (progress: Progress) => Progress): Progress {
    try {
      const progress = this.parts.store.update(change);
      this.patch({ progress });
      return progress;
    } catch (error) {
      this.say(`The progress could not be saved: ${messageOf(error)}`);
      return this.#state.progress;
    }
  }

  readFile = (file: string): string | undefined => {
    try {
      return readFileSync(join(this.parts.course.root, file), "utf8");
    } catch {
      return undefined;
    }
  };

  async #run(because: Because): Promise<void> {
    const { engine, course, backups } = this.parts;
    const { chapter, step } = this.#state;
    // What was said just before is about the run that follows: it stays.
    if (this.parts.now().getTime() - this.#saidAt > NOTICE_STAYS_MS) this.clearNotice();
    this.patch({ running: true });
    this.parts.emit({ event: "running", step: step.id, because });
    try {
      for (const own of ownChapters(course, this.#state.progress, chapter.slug)) backups.keepChanged(own);
      const conditions = conditionsFor(course, this.#state.progress, chapter.slug);
      const verdict = await runStep(engine, step, conditions);
      if (this.#runs.superseded || verdict.outcome === "cancelled") return;

      const passed = verdict.outcome === "passed";
      const firstPass = passed && !isPassed(this.#state.progress, step.id);
      if (firstPass) this.updateProgress((before) => withPass(before, step.id, this.parts.now()));
      const explanation = explain(verdict, chapter, step, this.readFile);
      const result: Result = { verdict, passed, firstPass, ...(explanation && { explanation }) };
      this.patch({ running: false, result });
      const next = passed ? this.following()?.step.id : undefined;
      this.parts.emit({
        event: "verdict",
        step: step.id,
        passed,
        firstPass,
        ...(next !== undefined && { next }),
        ...(explanation && { explanation }),
        verdict,
      });
      void this.#checkTypes(chapter, result, conditions);
      await this.#lookFurther(result);
    } catch (error) {
      this.say(`The runner itself failed (${messageOf(error)}). Press r to try again.`);
    } finally {
      if (!this.#runs.superseded) this.patch({ running: false });
    }
  }

  async #lookFurther(result: Result): Promise<void> {
    const { engine, course } = this.parts;
    const { chapter, step, progress } = this.#state;
    const superseded = () => this.#runs.superseded;
    if (superseded()) return;
    if (result.passed) {
      const found = await findBroken(engine, course, progress, chapter, step, superseded);
      if (found === undefined) return;
      const explanation = explain(found.verdict, chapter, found.step, this.readFile);
      this.#extend(result, { broken: { ...found, ...(explanation && { explanation }) } });
      this.parts.emit({
        event: "broken",
        step: found.step.id,
        ...(explanation && { explanation }),
        verdict: found.verdict,
      });
    } else if (result.verdict.outcome === "failed") {
      const failing = { step, verdict: result.verdict };
      const guilt = await findCause(engine, course, progress, chapter, failing, superseded);
      if (guilt === undefined) return;
      const cause = explainCause(guilt, this.readFile);
      this.#extend(result, { cause });
      this.parts.emit(causeEvent(step, cause));
    }
  }

  /** Beside the run, and after its verdict: types never keep the learner waiting. */
  async #checkTypes(chapter: Chapter, result: Result, conditions: string[]): Promise<void> {
    const step = this.#state.step.id;
    const files = learnerFiles(this.parts.course.root, chapter).map(
      (file) => `chapters/${chapter.name}/${file}`,
    );
    try {
      const types = await this.parts.types.check(files, conditions);
      if (!this.#extend(result, { types })) return;
      this.parts.emit({ event: "types", step, problems: types });
    } catch (error) {
      // Of a run that nobody looks at any more, an error says nothing.
      if (this.#runs.superseded || this.#state.result?.verdict !== result.verdict) return;
      this.say(`The types could not be checked: ${messageOf(error)}`);
    }
  }

  /** Adds to a result what was found out later; false where a newer result stands by now. */
  #extend(result: Result, more: Partial<Result>): boolean {
    const { result: shown } = this.#state;
    if (shown?.verdict !== result.verdict) return false;
    this.patch({ result: { ...shown, ...more } });
    return true;
  }

  #stateAt(place: Place, progress: Progress): WatchState {
    const { course } = this.parts;
    const prose = proseLink(place.chapter, place.step, this.readFile);
    return { course, progress, ...place, prose, running: false, panel: { kind: "result" } };
  }
}

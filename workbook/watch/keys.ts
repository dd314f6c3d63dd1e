import { places } from "../progress/position";
import { hintsSeen, isPassed, withHint } from "../progress/progress";
import { solutionDiff } from "../screen/solution-diff";
import type { Key } from "./key-names";
import { messageOf } from "./message-of";
import { bringBack, putBack, putBackQuestion } from "./put-back";
import type { Session } from "./session";
import type { Question } from "./state";

/** What each key does in the watch. */
export class Keys {
  readonly #session: Session;
  readonly #quit: () => void;
  /** Steps whose solution the learner asked for although they weren't passed: not asked again. */
  readonly #shown = new Set<string>();

  /** @param quit ends the watch */
  constructor(session: Session, quit: () => void) {
    this.#session = session;
    this.#quit = quit;
  }

  /** Never throws: what goes wrong is told. */
  press(key: Key): void {
    try {
      this.#press(key);
    } catch (error) {
      this.#session.say(`That didn't work: ${messageOf(error)}`);
    }
  }

  #press(key: Key): void {
    const { panel } = this.#session.state;
    if (key === "quit") return this.#leave();
    if (panel.kind === "question") return this.#answer(panel.question, key);
    this.#session.clearNotice();
    if (panel.kind === "list" && this.#moveInList(panel.selected, key)) return;
    switch (key) {
      case "h":
        return this.#hint();
      case "s":
        return this.#solution();
      case "r":
      case "enter":
        this.#close();
        return this.#session.run("key");
      case "l":
        return this.#list();
      case "t":
        return this.#trace();
      case "x":
        return this.#ask(putBackQuestion(this.#session));
      case "n":
        return this.#next();
      case "?":
        return this.#help();
      case "escape":
        return this.#close();
      case "q":
        return this.#leave();
    }
  }

  #leave(): void {
    this.#session.parts.emit({ event: "quit" });
    this.#quit();
  }

  #close(): void {
    this.#session.patch({ panel: { kind: "result" } });
  }

  /** The first press shows what was shown before, or the first hint; each further press one more. */
  #hint(): void {
    const { panel, progress, step } = this.#session.state;
    const seen = hintsSeen(progress, step.id);
    const wanted = panel.kind === "hint" ? panel.level + 1 : Math.max(1, seen);
    const level = Math.min(wanted, step.hints.length);
    if (level > seen) this.#session.updateProgress((before) => withHint(before, step.id, level));
    this.#session.patch({ panel: { kind: "hint", level } });
    const text = step.hints[level - 1] ?? "";
    this.#session.parts.emit({ event: "hint", step: step.id, level, of: step.hints.length, text });
  }

  #solution(): void {
    const { progress, step } = this.#session.state;
    if (isPassed(progress, step.id) || this.#shown.has(step.id)) return this.#showSolution();
    this.#ask({
      about: "solution",
      text: "You have not passed this step yet. Show the solution?",
      answers: [{ key: "y", means: "show it" }],
    });
  }

  #showSolution(): void {
    const { course, chapter, step } = this.#session.state;
    this.#shown.add(step.id);
    const diffs = solutionDiff(course.root, chapter, step);
    this.#session.patch({ panel: { kind: "solution", diffs } });
    this.#session.parts.emit({ event: "solution", step: step.id, diffs });
  }

  #trace(): void {
    const { result, step } = this.#session.state;
    const trace = result?.explanation?.trace ?? result?.broken?.explanation?.trace;
    if (trace === undefined) return this.#session.say("This failure has no run to show.");
    this.#session.patch({ panel: { kind: "trace", trace } });
    this.#session.parts.emit({ event: "trace", step: step.id, trace });
  }

  #list(): void {
    const { course, progress, step } = this.#session.state;
    const all = places(course);
    const selected = all.findIndex((place) => place.step.id === step.id);
    this.#session.patch({ panel: { kind: "list", selected } });
    this.#session.parts.emit({
      event: "list",
      selected: step.id,
      steps: all.map((place) => ({
        id: place.step.id,
        title: place.step.title,
        passed: isPassed(progress, place.step.id),
      })),
    });
  }

  #moveInList(selected: number, key: Key): boolean {
    const { course, progress } = this.#session.state;
    const all = places(course);
    const moves: Record<string, number> = { up: -1, k: -1, down: 1, j: 1, "page-up": -10, "page-down": 10 };
    if (key === "enter") {
      this.#close();
      this.#session.goTo(all[selected]!);
      return true;
    }
    const move = moves[key];
    if (move === undefined) return false;
    const index = Math.min(all.length - 1, Math.max(0, selected + move));
    this.#session.patch({ panel: { kind: "list", selected: index } });
    const { id, title } = all[index]!.step;
    this.#session.parts.emit({ event: "selected", step: id, title, passed: isPassed(progress, id) });
    return true;
  }

  #next(): void {
    const { progress, step } = this.#session.state;
    const next = this.#session.following();
    if (next === undefined) return this.#session.say("This is the last step of the course.");
    if (isPassed(progress, step.id)) return this.#session.goTo(next);
    this.#ask({
      about: "next",
      text: "This step isn't passed yet. Go on all the same? You can come back with l.",
      answers: [{ key: "y", means: "go on" }],
    });
  }

  #help(): void {
    const { panel } = this.#session.state;
    if (panel.kind === "help") return this.#close();
    this.#session.patch({ panel: { kind: "help" } });
    this.#session.parts.emit({ event: "help" });
  }

  #ask(question: Question): void {
    this.#session.patch({ panel: { kind: "question", question } });
    this.#session.parts.emit({ event: "question", question });
  }

  #answer(question: Question, key: Key): void {
    this.#close();
    if (!question.answers.some((answer) => answer.key === key))
      return this.#session.say("Nothing was changed.");
    this.#carryOut(question, key);
  }

  #carryOut(question: Question, key: Key): void {
    switch (question.about) {
      case "solution":
        return this.#showSolution();
      case "next": {
        const next = this.#session.following();
        if (next !== undefined) this.#session.goTo(next);
        return;
      }
      case "reset":
        return putBack(this.#session, key === "a");
      case "bring-back":
        return bringBack(this.#session, key === "s");
    }
  }
}

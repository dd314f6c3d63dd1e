import { existsSync } from "node:fs";
import type { Chapter } from "../course/course";
import { starterOf } from "../cut/starters";
import { writeAtomically } from "../progress/atomic-write";
import { learnerPath } from "../progress/learner-files";
import { resetChapter } from "../progress/reset";
import type { Session } from "./session";
import type { Question } from "./state";

/** What to ask before files are put back: about the missing ones where there are any, else about all. */
export function putBackQuestion(session: Session): Question {
  const { chapter, step } = session.state;
  const missing = missingFiles(session);
  if (missing.length > 0) {
    return {
      about: "bring-back",
      text: `${missing.join(", ")} ${missing.length === 1 ? "is" : "are"} gone. Bring back?`,
      answers: [
        { key: "y", means: "as the last run saw it" },
        { key: "s", means: "as a starter" },
      ],
    };
  }
  const first = step.number === 1;
  return {
    about: "reset",
    text: `Put the files of chapter ${chapter.number} back? A copy of yours is kept.`,
    answers: first
      ? [{ key: "y", means: "to the starters" }]
      : [
          { key: "y", means: `to the start of step ${step.number}, the steps before it as in the solution` },
          { key: "a", means: "to the start of the chapter" },
        ],
  };
}

/** Puts the chapter's files back to the start of the step, or of the whole chapter, and runs. */
export function putBack(session: Session, wholeChapter: boolean): void {
  const { parts, state } = session;
  const { store, backups, course } = parts;
  const { chapter } = state;
  const to = wholeChapter ? chapter.steps[0]! : state.step;
  const { kept } = resetChapter(course.root, chapter, to, store, backups, parts.now());
  session.patch({ progress: store.read() });
  parts.emit({ event: "reset", chapter: chapter.slug, ...(kept && { kept }) });

  if (to === state.step) session.run("restored");
  else session.goTo({ chapter, step: to });
  const undo = kept === undefined ? "" : ` To have yours again: npm run kata -- restore ${kept.id}`;
  session.say(`The files of chapter ${chapter.number} are put back.${undo}`);
}

/** Brings the chapter's missing files back, from the last copies or as starters, and runs. */
export function bringBack(session: Session, asStarters: boolean): void {
  const { parts, state } = session;
  const { chapter, step } = state;
  const neverSeen: string[] = [];
  for (const file of missingFiles(session)) {
    const copy = asStarters ? undefined : parts.backups.newest(chapter, file);
    if (copy !== undefined) {
      parts.backups.bringBack([{ chapter, copy }]);
    } else {
      if (!asStarters) neverSeen.push(file);
      writeStarter(parts.course.root, chapter, file, step.number);
    }
  }
  session.run("restored");
  const starters = neverSeen.length === 0 ? "" : ` No run had seen ${neverSeen.join(", ")}: it is a starter.`;
  session.say(`The missing files of chapter ${chapter.number} are there again.${starters}`);
}

function missingFiles({ state, parts }: Session): string[] {
  const { chapter } = state;
  return chapter.files.filter((file) => !existsSync(learnerPath(parts.course.root, chapter, file)));
}

function writeStarter(root: string, chapter: Chapter, file: string, step: number): void {
  const earlier = chapter.steps.filter(({ number }) => number < step).map(({ key }) => key);
  writeAtomically(learnerPath(root, chapter, file), starterOf(root, chapter, file, earlier));
}

/** The format's version. A change that an older workbook would misread raises it. */
export const PROGRESS_VERSION = 1;

/** How far a learner is, keyed by stable step ids. Fields that this version doesn't know are kept as they are. */
export interface Progress {
  version: number;
  /** The step that the learner chose last. */
  current?: { step: string; since: string };
  /** Step id → what happened there. Ids of older and newer courses stay. */
  steps: Record<string, StepProgress>;
  [unknown: string]: unknown;
}

/** All times are ISO 8601 in UTC. */
export interface StepProgress {
  /** When all its tests passed for the first time since `resetAt`. */
  passedAt?: string;
  /** When its files were put back to the starter: a pass before that no longer counts. */
  resetAt?: string;
  /** The highest level of hint that was shown, from 1. */
  hints?: number;
  [unknown: string]: unknown;
}

/** Text that isn't a progress file. */
export class ProgressUnreadable extends Error {
  override name = "ProgressUnreadable";
}

/** A progress file of a later version: this workbook must not write to it. */
export class ProgressTooNew extends Error {
  override name = "ProgressTooNew";
  constructor(version: number) {
    super(
      `The progress was written by a newer workbook (format ${version}; this one knows ${PROGRESS_VERSION}). ` +
        `Update the workbook, or move .kata/progress.json away to begin afresh.`,
    );
  }
}

export function emptyProgress(): Progress {
  return { version: PROGRESS_VERSION, steps: {} };
}

/**
 * Reads a progress file's text.
 * @throws ProgressUnreadable where it isn't one
 * @throws ProgressTooNew where a later version wrote it
 */
export function parseProgress(text: string): Progress {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw new ProgressUnreadable(error instanceof Error ? error.message : String(error));
  }
  return asProgress(value);
}

/** Like {@link parseProgress}, of a value that was parsed already. */
export function asProgress(value: unknown): Progress {
  if (!isRecord(value)) throw new ProgressUnreadable("it isn't an object");
  const { version, current, steps } = value;
  if (typeof version !== "number") throw new ProgressUnreadable("it has no version");
  if (version > PROGRESS_VERSION) throw new ProgressTooNew(version);
  if (!isRecord(steps)) throw new ProgressUnreadable("it has no steps");
  for (const [id, step] of Object.entries(steps)) {
    if (!isStepProgress(step)) throw new ProgressUnreadable(`step ${JSON.stringify(id)} is malformed`);
  }
  if (current !== undefined && !(isRecord(current) && isText(current.step) && isTime(current.since))) {
    throw new ProgressUnreadable("its current step is malformed");
  }
  return value as Progress;
}

export function isPassed(progress: Progress, step: string): boolean {
  return passedAt(progress, step) !== undefined;
}

/** When a step was passed, or undefined while it isn't. */
export function passedAt(progress: Progress, step: string): string | undefined {
  return liveOf(progress, step).passedAt;
}

/** Records a pass. One that stands already keeps its time. */
export function withPass(progress: Progress, step: string, at: Date): Progress {
  if (isPassed(progress, step)) return progress;
  // Reset and passed within one millisecond is still passed.
  const { resetAt } = entry(progress, step);
  const time =
    resetAt !== undefined && Date.parse(resetAt) >= at.getTime() ? Date.parse(resetAt) + 1 : at.getTime();
  return withStep(progress, step, { passedAt: new Date(time).toISOString() });
}

/** Records that a step's files are starters again: it is open again. */
export function withReset(progress: Progress, step: string, at: Date): Progress {
  const { passedAt: _gone, ...rest } = entry(progress, step);
  return withStep(progress, step, { resetAt: at.toISOString() }, rest);
}

export function withCurrent(progress: Progress, step: string, at: Date): Progress {
  return { ...progress, current: { step, since: at.toISOString() } };
}

/** Records that hints up to a level were shown. */
export function withHint(progress: Progress, step: string, level: number): Progress {
  return withStep(progress, step, { hints: Math.max(level, hintsSeen(progress, step)) });
}

/** The highest level of hint that was shown for a step; 0 for none. */
export function hintsSeen(progress: Progress, step: string): number {
  return entry(progress, step).hints ?? 0;
}

/**
 * What two runners know together. Nothing that either knows is lost: a step that one of them passed is passed, unless
 * it was reset after that.
 */
export function mergeProgress(ours: Progress, theirs: Progress): Progress {
  const ids = new Set([...Object.keys(theirs.steps), ...Object.keys(ours.steps)]);
  const steps = Object.fromEntries([...ids].map((id) => [id, mergeStep(entry(ours, id), entry(theirs, id))]));
  const current = [ours.current, theirs.current]
    .filter((each) => each !== undefined)
    .sort((a, b) => Date.parse(b.since) - Date.parse(a.since))[0];
  return { ...theirs, ...ours, ...(current === undefined ? {} : { current }), steps };
}

function mergeStep(ours: StepProgress, theirs: StepProgress): StepProgress {
  const merged: StepProgress = { ...theirs, ...ours };
  const resetAt = latest(ours.resetAt, theirs.resetAt);
  // Of two passes the later one: the earlier may be from before a reset that neither has heard of yet.
  const passed = latest(ours.passedAt, theirs.passedAt);
  delete merged.passedAt;
  const counts = resetAt === undefined || Date.parse(passed ?? "") > Date.parse(resetAt);
  if (passed !== undefined && counts) merged.passedAt = passed;
  if (resetAt !== undefined) merged.resetAt = resetAt;
  const hints = Math.max(ours.hints ?? 0, theirs.hints ?? 0);
  if (hints > 0) merged.hints = hints;
  return merged;
}

function liveOf(progress: Progress, step: string): StepProgress {
  return mergeStep(entry(progress, step), {});
}

function entry(progress: Progress, step: string): StepProgress {
  // A step id may be any text, "constructor" and "__proto__" too.
  return Object.hasOwn(progress.steps, step) ? progress.steps[step]! : {};
}

function withStep(
  progress: Progress,
  step: string,
  change: StepProgress,
  base = entry(progress, step),
): Progress {
  const others = Object.entries(progress.steps).filter(([id]) => id !== step);
  return { ...progress, steps: Object.fromEntries([...others, [step, { ...base, ...change }]]) };
}

function latest(a: string | undefined, b: string | undefined): string | undefined {
  if (a === undefined || b === undefined) return a ?? b;
  return Date.parse(a) >= Date.parse(b) ? a : b;
}

function isStepProgress(value: unknown): value is StepProgress {
  if (!isRecord(value)) return false;
  const { passedAt: passed, resetAt, hints } = value;
  return (
    (passed === undefined || isTime(passed)) &&
    (resetAt === undefined || isTime(resetAt)) &&
    (hints === undefined || (typeof hints === "number" && Number.isInteger(hints) && hints >= 0))
  );
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function isText(value: unknown): value is string {
  return typeof value === "string";
}

function isTime(value: unknown): value is string {
  return isText(value) && !Number.isNaN(Date.parse(value));
}

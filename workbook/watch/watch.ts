import type { SessionParts } from "./session";
import type { WatchEvent } from "./events";
import type { FileWatcher } from "./file-watcher";
import { keysOf } from "./key-names";
import { Keys } from "./keys";
import { currentPlace } from "../progress/position";
import { plainLines } from "./plain-view";
import { Session } from "./session";
import { TerminalView } from "./terminal-view";
import type { Paint } from "../screen/paint";

/** How the watch shows itself: on the whole terminal, as text, or as one JSON object a line. */
export type WatchMode = "terminal" | "plain" | "json";

export interface WatchOptions extends Omit<SessionParts, "emit"> {
  mode: WatchMode;
  input: NodeJS.ReadStream;
  output: NodeJS.WriteStream;
  paint: Paint;
  /** Something that the learner should be told at the start. */
  notices: readonly string[];
}

/**
 * Runs the watch until the learner quits, the input ends or a signal comes. Closes the engine and the type checker.
 * @returns the exit code
 */
export async function watchChapterFiles(options: WatchOptions): Promise<number> {
  const { input, output, mode, engine, types, course, paint } = options;
  const view = mode === "terminal" ? new TerminalView(output, paint) : undefined;
  const quit = new Quit();

  let session: Session | undefined = undefined;
  const emit = (event: WatchEvent): void => {
    if (session !== undefined) show(event, session, mode, output, view);
  };
  session = new Session({ ...options, emit });
  const keys = new Keys(session, () => quit.ask(0));
  const stopInput = readKeys(
    input,
    (key) => {
      if (view?.scroll(key, session.state) === true) return;
      keys.press(key);
      view?.draw(session.state);
    },
    () => quit.ask(0),
  );
  const onResize = () => view?.draw(session.state);
  const restore = () => view?.close();

  output.on("resize", onResize);
  output.on("error", quit.broken);
  process.on("SIGINT", quit.interrupted);
  process.on("SIGTERM", quit.terminated);
  process.on("SIGHUP", quit.broken);
  process.on("exit", restore);
  view?.open();

  let watcher: FileWatcher | undefined;
  try {
    const { watchChapters } = await import("./file-watcher");
    const cannotWatch = (reason: string) =>
      session.say(`Saves can't be noticed here (${reason}). Press r after each one.`);
    watcher = await watchChapters(course.root, (files) => session.filesChanged(files), cannotWatch);
    session.start();
    for (const notice of options.notices) session.say(notice);
    view?.draw(session.state);
    return await quit.asked;
  } finally {
    stopInput();
    output.off("resize", onResize);
    process.off("SIGINT", quit.interrupted);
    process.off("SIGTERM", quit.terminated);
    process.off("SIGHUP", quit.broken);
    process.off("exit", restore);
    restore();
    await Promise.all([session.close(), types.close(), watcher?.close()]);
    await engine.close();
    if (view !== undefined) output.write(goodbye(session));
  }
}

/** What stays on the terminal when the watch has given it back. */
function goodbye({ state }: Session): string {
  const { chapter, step } = currentPlace(state.course, state.progress);
  return `The progress is kept. npm start goes on at chapter ${chapter.number}, step ${step.number}: ${step.title}.\n`;
}

function show(
  event: WatchEvent,
  session: Session,
  mode: WatchMode,
  output: NodeJS.WriteStream,
  view: TerminalView | undefined,
): void {
  if (mode === "terminal") return view?.draw(session.state);
  if (mode === "json") return void output.write(`${JSON.stringify(event)}\n`);
  const lines = plainLines(event, session.state);
  if (lines.length > 0) output.write(`${lines.join("\n")}\n\n`);
}

/** Reads keys until the function that it returns is called. */
function readKeys(input: NodeJS.ReadStream, press: (key: string) => void, ended: () => void): () => void {
  const terminal = input.isTTY ? input : undefined;
  const onData = (text: string) => {
    for (const key of keysOf(text)) press(key);
  };
  input.setEncoding("utf8");
  input.on("data", onData);
  input.on("end", ended);
  terminal?.setRawMode(true);
  input.resume();
  return () => {
    input.off("data", onData);
    input.off("end", ended);
    terminal?.setRawMode(false);
    input.pause();
  };
}

/** The first wish to quit counts. Codes of signals are 128 and the signal's number, as shells have them. */
class Quit {
  readonly asked: Promise<number>;
  readonly ask: (code: number) => void;
  readonly interrupted = (): void => this.ask(130);
  readonly terminated = (): void => this.ask(143);
  readonly broken = (): void => this.ask(0);

  constructor() {
    let resolve: (code: number) => void = () => undefined;
    this.asked = new Promise((done) => (resolve = done));
    this.ask = resolve;
  }
}

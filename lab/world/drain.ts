interface Globals {
  process?: { nextTick?: (callback: () => void) => void };
  setImmediate?: (callback: () => void) => void;
  MessageChannel: new () => {
    port1: { onmessage: (() => void) | null };
    port2: { postMessage(data: null): void };
  };
}

/** Lets the event loop turn, so that a long run does not shut out everything else. */
export const breathe: () => Promise<void> = chooseTurn(globalThis as unknown as Globals);

/**
 * Resolves when every promise that can go on has gone on, however long the chains are. Awaiting a fixed number of
 * turns would not do: nobody knows how many an `async` function takes.
 *
 * In Node the tick queue is served only when the queue of promises is empty, provided one asks from within a promise;
 * that costs no turn of the event loop. Elsewhere it takes the next turn.
 */
export const drain: () => Promise<void> = chooseDrain(globalThis as unknown as Globals);

function chooseDrain(globals: Globals): () => Promise<void> {
  const nextTick = globals.process?.nextTick;
  if (!nextTick) return breathe;
  return async () => {
    await Promise.resolve();
    await new Promise<void>((resolve) => nextTick(resolve));
  };
}

function chooseTurn({ setImmediate, MessageChannel }: Globals): () => Promise<void> {
  if (setImmediate) return () => new Promise((resolve) => setImmediate(resolve));
  return () =>
    new Promise((resolve) => {
      const { port1, port2 } = new MessageChannel();
      port1.onmessage = () => resolve();
      port2.postMessage(null);
    });
}

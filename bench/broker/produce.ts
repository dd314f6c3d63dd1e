import type { Producer } from "#broker/producer";
import { TOPIC } from "./site";

/** A message of 100 bytes. */
export const MESSAGE = new Uint8Array(100).map((_, index) => (index * 37) & 0xff);

/** Most messages that are handed in in one event, so that answers are heard in between. */
const AT_ONCE = 2_000;

/** Hands in so many messages as fast as the producer takes them. @returns when all of them are acknowledged */
export function produce(producer: Producer, count: number, onStep = (_: number): void => {}): Promise<void> {
  return new Promise((resolve, reject) => {
    let sent = 0;
    let told = 0;
    const send = (): void => {
      for (const stop = Math.min(sent + AT_ONCE, count); sent < stop; sent++) {
        if (!producer.send(TOPIC, null, MESSAGE, delivered)) return producer.whenRoom(send);
      }
      onStep(sent);
      if (sent < count) setImmediate(send);
    };
    const delivered = (error: string): void => {
      if (error !== "NONE") return reject(new Error(error));
      told += 1;
      if (told === count) resolve();
    };
    send();
  });
}

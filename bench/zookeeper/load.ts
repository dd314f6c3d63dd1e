import { quantile } from "../quantile";
import type { PipeliningClient } from "./client";

/** Requests of each client that are under way at any time. */
export const DEPTH = 200;
export const DATA = new Uint8Array(100).map((_, index) => (index * 37) & 0xff);

/** Znodes that are written and read. */
export const ZNODES = 1_000;

export interface Load {
  perSecond: number;
  /** In ms: what 99 of 100 answers came within. */
  p99: number;
}

/** Sends one request: the nth of all. */
export type Send = (client: PipeliningClient, n: number, onAnswer: (error: number) => void) => void;

/**
 * Has so many requests done by all clients together, each with the same number under way.
 * @throws Error if one of them is refused
 */
export async function load(clients: readonly PipeliningClient[], count: number, send: Send): Promise<Load> {
  const delays: number[] = [];
  let sent = 0;
  const began = performance.now();
  await Promise.all(
    clients.map(
      (client) =>
        new Promise<void>((resolve, reject) => {
          let underWay = 0;
          const fill = (): void => {
            while (underWay < DEPTH && sent < count) {
              const n = sent++;
              underWay += 1;
              const at = performance.now();
              send(client, n, (error) => {
                if (error !== 0) reject(new Error(`refused: error ${error}`));
                delays.push(performance.now() - at);
                underWay -= 1;
                fill();
              });
            }
            if (underWay === 0) resolve();
          };
          fill();
        }),
    ),
  );
  return { perSecond: (count * 1000) / (performance.now() - began), p99: quantile(delays, 0.99) };
}

export const KINDS: Record<string, { count: number; send: (round: number) => Send }> = {
  setData: {
    count: 20_000,
    send: () => (client, n, onAnswer) => client.setData(`/bench/${n % ZNODES}`, DATA, onAnswer),
  },
  create: {
    count: 20_000,
    send: (round) => (client, n, onAnswer) => client.create(`/bench/new-${round}-${n}`, DATA, onAnswer),
  },
  getData: {
    count: 50_000,
    send: () => (client, n, onAnswer) => client.getData(`/bench/${n % ZNODES}`, onAnswer),
  },
};

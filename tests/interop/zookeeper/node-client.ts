import type { Client } from "node-zookeeper-client";
import { type CaseResult, runCase } from "../case-result";
import { CASES } from "./node-client/cases";
import { type Case, connect, make } from "./node-client/harness";
import type { Ensemble } from "./targets/ensemble";

const GROUP = "node-zookeeper-client";
/** In ms: a case that takes longer has failed. */
const LIMIT = 60_000;

/** The cases of the client in JavaScript, each below a znode of its own. */
export async function* nodeClientCases(ensemble: Ensemble): AsyncGenerator<CaseResult> {
  for (const [index, each] of CASES.entries()) {
    yield await runCase(GROUP, each.name, () => runInTime(each, ensemble, `/node-${index}`));
  }
}

async function runInTime({ run }: Case, ensemble: Ensemble, base: string): Promise<void> {
  const clients: Client[] = [];
  let timer: NodeJS.Timeout | undefined;
  const tooLong = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`longer than ${LIMIT / 1000} s`)), LIMIT);
  });
  const body = async (): Promise<void> => {
    const client = await connect(ensemble.connectString);
    clients.push(client);
    await make(client, base);
    await run({
      ensemble,
      client,
      base,
      connect: async ({ servers, ...options } = {}) => {
        const other = await connect(servers ?? ensemble.connectString, options);
        clients.push(other);
        return other;
      },
    });
  };
  try {
    await Promise.race([body(), tooLong]);
  } finally {
    clearTimeout(timer);
    for (const client of clients) client.close();
  }
}

import { World } from "#lab/world/world";
import { EnsembleProgram } from "#ensemble/ensemble-program";
import type { Ask, EnsembleMessage } from "#ensemble/messages";
import type { Transaction } from "#sessions/changes";
import { Storage } from "#transaction-log/storage";
import type { Follower } from "#zab/follower";
import type { Leader } from "#zab/leader";
import { makeZxid } from "#zab/zxids";
import { KeeperError } from "#znode-tree/errors";
import type { Request } from "#znode-tree/changes";
import { TICK } from "./nodes";

/** Nobody may create anything below this. */
export const FORBIDDEN = "/forbidden";

/** A program whose broadcast is the test: what it proposes lies there until the test lets it be committed. */
export class Throne {
  readonly world = new World({ seed: 1 });
  readonly machine = this.world.server("S", (host) => ({
    program: new EnsembleProgram(host, 1, new Storage(host), TICK, refuse),
  }));
  readonly proposed: Transaction[] = [];
  /** What it has told its followers. */
  readonly told: EnsembleMessage[] = [];
  #asked = 0;

  leads(): void {
    const leader = {
      epoch: 1,
      lastZxid: makeZxid(1, 0),
      synced: new Set([1]),
      propose: (transaction: Transaction) => this.proposed.push(transaction),
      send: (_: number, message: EnsembleMessage) => this.told.push(message),
      resign: () => {},
    };
    this.#run((program) => program.leads(leader as unknown as Leader<EnsembleMessage>));
  }

  follows(): void {
    const follower = { leader: 2, send: () => {} };
    this.#run((program) => program.follows(follower as unknown as Follower<EnsembleMessage>));
  }

  looks(): void {
    this.#run((program) => program.looks());
  }

  /** A follower asks for a client of its own. */
  hears(ask: Ask): void {
    const request = ++this.#asked;
    this.#run((program) => program.receive(2, { type: "forward", life: 7, request, ask }));
  }

  /** The ensemble itself asks. @returns what has become of it, once that is known */
  administers(request: (zxid: bigint) => Request): { outcome: string | undefined } {
    const asked: { outcome: string | undefined } = { outcome: undefined };
    this.#run((program) =>
      program.administer(request, (outcome) => {
        asked.outcome = outcome instanceof KeeperError ? outcome.reason : `done at ${outcome.zxid}`;
      }),
    );
    return asked;
  }

  /** The majority's word on the oldest proposals. */
  commits(count = 1): void {
    for (const transaction of this.proposed.splice(0, count)) {
      this.#run((program) => program.deliver(transaction));
    }
  }

  #run(act: (program: EnsembleProgram) => void): void {
    this.world.enter(this.machine.incarnation!, () => act(this.machine.instance!.program));
  }
}

function refuse(request: Request): void {
  if (request.type !== "multi" && request.path.startsWith(FORBIDDEN)) {
    throw new KeeperError("NoAuth", request.path);
  }
}

import type { Host } from "#lab/host";
import type { PeerState } from "#leader-election/notification";
import type { Membership, ServerId } from "#quorum/members";
import type { Database } from "#sessions/database";
import { Storage, type StorageOptions } from "#transaction-log/storage";
import { Peer } from "#zab/peer";
import { type Timing, TIMING } from "#zab/timing";
import { EnsembleProgram } from "./ensemble-program";
import type { EnsembleMessage } from "./messages";

export interface EnsembleOptions {
  self: ServerId;
  membership: Membership;
  timing?: Timing;
  storage?: StorageOptions;
}

/**
 * One server of an ensemble: its disk (chapter 5), its part in the broadcast (chapters 6 to 8), and the program on top.
 * Nothing to write here; it only puts the parts together.
 */
export class EnsembleServer {
  readonly storage: Storage;
  readonly program: EnsembleProgram;
  readonly peer: Peer<EnsembleMessage>;

  constructor(host: Host, options: EnsembleOptions) {
    const { self, membership, timing = TIMING } = options;
    this.storage = new Storage(host, options.storage);
    this.program = new EnsembleProgram(host, self, this.storage, timing.tick);
    const { storage, program: service } = this;
    this.peer = new Peer(host, { self, membership, storage, service, timing });
  }

  /** What it does in the ensemble. */
  get state(): PeerState {
    return this.peer.state;
  }

  /** Whether it leads or follows, has what a quorum has, and serves clients. */
  get isServing(): boolean {
    return this.program.isServing;
  }

  /** What it holds, for those who look on: read it, don't change it. */
  get database(): Database {
    return this.storage.database;
  }

  /** The last epoch that it has taken part in. */
  get epoch(): number {
    return this.storage.currentEpoch.epoch;
  }

  /** How many clients are connected. */
  get clients(): number {
    return this.program.clients.clients;
  }
}

import type { Desk } from "#ensemble/client-desk";
import { EnsembleProgram } from "#ensemble/ensemble-program";
import type { EnsembleMessage } from "#ensemble/messages";
import type { Host } from "#lab/host";
import { Storage, type StorageOptions } from "#transaction-log/storage";
import { TIMING } from "#zab/timing";
import type { Request, ZnodeView } from "#znode-tree/changes";
import { refuseSystemChanges } from "./guard";
import { Participation, type ParticipationOptions } from "./participation";

export interface ReconfigurableOptions extends ParticipationOptions {
  storage?: StorageOptions;
  /** Where clients are met. Default: where those of this workbook dial. */
  clients?: Desk;
  /** Refuses, by throwing a KeeperError, what a client may not ask for, seeing the znodes as they will be: chapter 11. */
  guard?: (request: Request, view: ZnodeView) => void;
}

/** The whole ZooKeeper server of chapter 9, in an ensemble whose members come and go. Nothing to write here. */
export class ReconfigurableServer {
  readonly storage: Storage;
  readonly program: EnsembleProgram;
  readonly participation: Participation<EnsembleMessage>;

  constructor(host: Host, options: ReconfigurableOptions) {
    const { self, timing = TIMING, clients } = options;
    this.storage = new Storage(host, options.storage);
    const refuse = (request: Request, view: ZnodeView): void => {
      refuseSystemChanges(request);
      options.guard?.(request, view);
    };
    this.program = new EnsembleProgram(host, self, this.storage, timing.tick, refuse, clients);
    this.participation = new Participation(host, options, this.storage, this.program);
  }
}

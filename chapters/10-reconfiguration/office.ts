import type { Connection, ConnectionHandler, Host } from "#lab/host";
import { type Refusal, refusalFrom } from "#watches/messages";
import { ANY_VERSION, type Request } from "#znode-tree/changes";
import { KeeperError } from "#znode-tree/errors";
import type { Leader } from "#zab/leader";
import { CONFIG, CONFIG_ACL, formatConfiguration, SYSTEM } from "./config";
import type { DynamicMembership } from "./dynamic-membership";
import type { Program } from "./program";
import { reconfigure, type ReconfigRequest } from "./reconfigure";

/** The service on which operators ask. Whoever can dial it is one. */
export const RECONFIG_SERVICE = "reconfig";

export type OfficeWire =
  | ReconfigRequest
  /** It is committed: the version of the configuration that is in force now, and its text. */
  | { type: "done"; version: bigint; text: Uint8Array }
  | Refusal
  /** This server doesn't lead. */
  | { type: "elsewhere" };

/**
 * Where operators ask for another configuration: every server has one, and the leader's decides.
 *
 * @typeParam M the messages of the program on top
 */
export class Office<M> implements ConnectionHandler<OfficeWire> {
  readonly #membership: DynamicMembership;
  readonly #program: Program<M>;
  #leader: Leader<M> | undefined;

  constructor(host: Host, membership: DynamicMembership, program: Program<M>) {
    this.#membership = membership;
    this.#program = program;
    host.network.listen(RECONFIG_SERVICE, this);
  }

  /**
   * This server leads, and its history is committed.
   * @param isFirst whether no configuration has ever been written
   */
  opens(leader: Leader<M>, isFirst: boolean): void {
    this.#leader = leader;
    // Write here (step leaving): The first leader of all writes down with whom it was started, and all that is above it.
    throw new Error("Not written yet (step leaving)");
  }

  /** It leads no longer. */
  closes(): void {
    this.#leader = undefined;
  }

  onMessage(connection: Connection<OfficeWire>, message: OfficeWire): void {
    const leader = this.#leader;
    if (leader === undefined) {
      connection.send({ type: "elsewhere" });
      return;
    }
    // Write here (step leaving): The decision is made by `reconfigure`, at the moment in which its zxid is known.
    throw new Error("Not written yet (step leaving)");
  }

  onClose(): void {}

  // Yours (step leaving): Room for helpers of your own.
}

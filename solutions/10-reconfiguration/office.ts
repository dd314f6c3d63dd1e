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

// #region show wire
export type OfficeWire =
  | ReconfigRequest
  /** It is committed: the version of the configuration that is in force now, and its text. */
  | { type: "done"; version: bigint; text: Uint8Array }
  | Refusal
  /** This server doesn't lead. */
  | { type: "elsewhere" };
// #endregion

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
    // #region write leaving: The first leader of all writes down with whom it was started, and all that is above it.
    if (!isFirst) return;
    this.#program.administer(
      (version) => this.#first(version),
      () => {},
    );
    // #endregion
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
    // #region write leaving: The decision is made by `reconfigure`, at the moment in which its zxid is known.
    this.#program.administer(
      (version) => this.#next(leader, message as ReconfigRequest, version),
      (outcome) => {
        if (outcome instanceof KeeperError) connection.send(refusalFrom(outcome));
        else
          connection.send({
            type: "done",
            version: outcome.zxid,
            text: formatConfiguration(this.#membership.committed),
          });
      },
    );
    // #endregion
  }

  onClose(): void {}

  // #region own leaving: Room for helpers of your own.
  #first(version: bigint): Request {
    const { committed } = this.#membership;
    const data = formatConfiguration({ version, members: committed.members, previous: committed });
    return {
      type: "multi",
      requests: [
        { type: "create", path: SYSTEM, data: new Uint8Array(0) },
        { type: "create", path: CONFIG, data, acl: CONFIG_ACL },
      ],
    };
  }

  #next({ synced }: Leader<M>, request: ReconfigRequest, version: bigint): Request {
    const { committed, proposed } = this.#membership;
    const next = reconfigure({ committed, inProgress: proposed !== undefined, synced }, request, version);
    return { type: "setData", path: CONFIG, data: formatConfiguration(next), version: ANY_VERSION };
  }
  // #endregion
}

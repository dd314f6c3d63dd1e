import type { Transaction } from "#sessions/changes";
import type { Request, Zxid } from "#znode-tree/changes";
import type { KeeperError } from "#znode-tree/errors";
import type { Service } from "#zab/service";

/**
 * The program on top, as far as a reconfiguration needs it. Nothing to write here.
 *
 * @typeParam M its own messages between leader and followers
 */
export interface Program<M> extends Service<M> {
  /**
   * Decides something that the ensemble itself asks for, in turn with what clients ask for. Only while this server
   * leads.
   *
   * @param request called at once, with the zxid that the transaction will have. What it throws refuses the request
   * @param done called with the transaction once it is committed and carried out, or with the refusal. Never, if this
   *   server leads no longer by then
   */
  administer(request: (version: Zxid) => Request, done: (outcome: Transaction | KeeperError) => void): void;
}

import type { Host } from "#lab/host";
import type { Membership, ServerId } from "#quorum/members";
import type { Storage } from "#transaction-log/storage";
import type { Service } from "./service";
import type { Timing } from "./timing";

/** What a leader and a follower stand on. Nothing to write here. */
export interface Context<M> {
  readonly host: Host;
  readonly self: ServerId;
  readonly membership: Membership;
  readonly storage: Storage;
  readonly service: Service<M>;
  readonly timing: Timing;

  /** Whether the disk of this server has forgotten nothing: see `originOf` of chapter 7. */
  remembers(): boolean;

  /** Whether the next leader must send a picture: what the last one sent couldn't be used. */
  needsPicture: boolean;

  /** It can lead or follow no longer. Called at most once by each leader and follower. */
  lost(why: string): void;
}

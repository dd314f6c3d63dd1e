import type { Connection, ConnectionHandler, Host } from "#lab/host";
import { Election } from "#leader-election/election";
import type { PeerState } from "#leader-election/notification";
import { originOf } from "#leader-election/origin";
import type { Membership, ServerId } from "#quorum/members";
import type { Storage } from "#transaction-log/storage";
import type { Context } from "./context";
import { Follower } from "./follower";
import { Leader } from "./leader";
import { type Wire, ZAB_SERVICE } from "./messages";
import type { Service } from "./service";
import { type Timing, TIMING } from "./timing";

export interface PeerOptions<M> {
  self: ServerId;
  membership: Membership;
  /** Not opened yet. */
  storage: Storage;
  service: Service<M>;
  timing?: Timing;
}

/**
 * One server of an ensemble: it reads its disk, looks for a leader, leads or follows until that is over, and looks
 * again.
 */
export class Peer<M> implements ConnectionHandler<Wire<M>> {
  readonly #host: Host;
  readonly #options: PeerOptions<M>;
  readonly #election: Election;
  readonly #timing: Timing;
  readonly #context: Context<M>;
  #role: Leader<M> | Follower<M> | undefined;

  constructor(host: Host, options: PeerOptions<M>) {
    this.#host = host;
    this.#options = options;
    this.#timing = options.timing ?? TIMING;
    this.#election = new Election(host, options.self, options.membership);
    const { self, membership, storage, service } = options;
    const remembers = (): boolean => this.#remembers();
    const lost = (why: string): void => this.#lost(why);
    const timing = this.#timing;
    this.#context = {
      host,
      self,
      membership,
      storage,
      service,
      timing,
      remembers,
      needsPicture: false,
      lost,
    };
    host.network.listen(ZAB_SERVICE, this);
    options.storage.open(() => this.#look());
  }

  get state(): PeerState {
    return this.#election.state;
  }

  /** The leader in this server, while it leads, established or not. */
  get leader(): Leader<M> | undefined {
    return this.#role instanceof Leader ? this.#role : undefined;
  }

  /** The follower in this server, while it follows, up to date or not. */
  get follower(): Follower<M> | undefined {
    return this.#role instanceof Follower ? this.#role : undefined;
  }

  onOpen(connection: Connection<Wire<M>>): void {
    // Whoever comes too early dials again.
    if (this.#role instanceof Leader) this.#role.onOpen(connection);
    else connection.close();
  }

  onMessage(connection: Connection<Wire<M>>, message: Wire<M>): void {
    if (this.#role instanceof Leader) this.#role.onMessage(connection, message);
  }

  onClose(connection: Connection<Wire<M>>): void {
    if (this.#role instanceof Leader) this.#role.onClose(connection);
  }

  #look(): void {
    // #region write recovery: What does this server bring, and has it a vote at all?
    const { storage } = this.#options;
    const standing = { epoch: storage.currentEpoch.epoch, zxid: storage.log.lastZxid };
    // Whether it is a participant the election asks by itself: in chapter 10 it may become one while it looks.
    this.#election.look(this.#remembers() ? standing : undefined, (leader) => this.#elected(leader));
    // #endregion
  }

  #elected(leader: ServerId): void {
    // #region write recovery: Lead, or follow. A leader that isn't known here can't be dialled: look again in a tick.
    const name = this.#options.membership.members.find(leader)?.name;
    if (leader === this.#options.self) {
      this.#host.note("leads");
      this.#role = new Leader(this.#context);
    } else if (name === undefined) {
      this.#host.clock.after(this.#timing.tick, () => this.#look());
    } else {
      this.#host.note(`follows ${name}`);
      this.#role = new Follower(this.#context, leader, name);
    }
    // #endregion
  }

  /** It can lead or follow no longer. */
  #lost(why: string): void {
    // #region write recovery: First nobody is served any more; then the role ends; then it looks again.
    const role = this.#role;
    this.#role = undefined;
    this.#host.note(`looks: ${why}`);
    this.#options.service.looks();
    role?.stop(() => this.#look());
    // #endregion
  }

  /** Asked anew each time: a server that has followed once since its disk was lost remembers again. */
  #remembers(): boolean {
    return originOf(this.#host.disk) !== "lost";
  }
}

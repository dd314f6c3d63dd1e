import type { Connection, ConnectionHandler, Host } from "#lab/host";
import { Group, type GroupOptions } from "./group";
import {
  type FromCoordinator,
  type GroupError,
  type GroupReply,
  refused,
  type ToCoordinator,
} from "./messages";
import { drawNames } from "./names";

/** The service that members of groups dial. */
export const GROUP_SERVICE = "groups";

/** Most groups that a coordinator keeps. */
export const MAX_GROUPS = 10_000;
/** Most UTF-16 code units of a group's name. */
export const MAX_GROUP_NAME = 249;

/** Bounds of a member's timeouts in ms: `group.min.session.timeout.ms`, `group.max.session.timeout.ms`. */
export const MIN_SESSION_TIMEOUT = 6_000;
export const MAX_SESSION_TIMEOUT = 1_800_000;

/** Where the members of groups meet. Nothing to write here: each group is a `Group`. */
export class Coordinator implements ConnectionHandler<ToCoordinator> {
  readonly #host: Host;
  readonly #options: GroupOptions;
  readonly #groups = new Map<string, Group>();

  constructor(host: Host, options: GroupOptions = {}) {
    this.#host = host;
    this.#options = options;
    host.network.listen(GROUP_SERVICE, this);
  }

  group(name: string): Group | undefined {
    return this.#groups.get(name);
  }

  onMessage(connection: Connection<ToCoordinator>, message: ToCoordinator): void {
    const { request } = message;
    this.#answer(message, (reply) => {
      (connection as Connection<unknown>).send({ request, ...reply } satisfies FromCoordinator);
    });
  }

  /** Silence says that a member is gone; a connection that is gone says nothing. */
  onClose(): void {}

  #answer(message: ToCoordinator, tell: (reply: GroupReply) => void): void {
    const tellOf = (error: GroupError | undefined): void =>
      tell(error === undefined ? { type: "done" } : refused(error));
    if (message.type === "join") {
      const { sessionTimeout: timeout, group: name } = message;
      if (name === "" || name.length > MAX_GROUP_NAME) return tellOf("INVALID_GROUP_ID");
      if (!(timeout >= MIN_SESSION_TIMEOUT && timeout <= MAX_SESSION_TIMEOUT)) {
        return tellOf("INVALID_SESSION_TIMEOUT");
      }
      const group = this.#groups.get(name) ?? this.#newGroup(name);
      if (group === undefined) return tellOf("COORDINATOR_NOT_AVAILABLE");
      return group.join(message, tell);
    }
    const group = this.#groups.get(message.group);
    if (group === undefined) return tellOf("UNKNOWN_MEMBER_ID");
    if (message.type === "sync") return group.sync(message, tell);
    const { member, instance } = message;
    if (message.type === "leave") tellOf(group.leave(member, instance));
    else tellOf(group.heartbeat(member, instance, message.generation));
  }

  /** @returns undefined if there are too many, and all of them have members */
  #newGroup(name: string): Group | undefined {
    if (this.#groups.size >= MAX_GROUPS) {
      for (const [other, { isIdle }] of this.#groups) if (isIdle) this.#groups.delete(other);
      if (this.#groups.size >= MAX_GROUPS) return undefined;
    }
    const { clock, random } = this.#host;
    const group = new Group(clock, drawNames(random), this.#options);
    this.#groups.set(name, group);
    return group;
  }
}

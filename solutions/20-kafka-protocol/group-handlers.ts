import { MAX_SESSION_TIMEOUT, MIN_SESSION_TIMEOUT } from "#consumer-groups/coordinator";
import type { Group } from "#consumer-groups/group";
import type { GroupReply, JoinRequest } from "#consumer-groups/messages";
import { route, type Route } from "./api";
import {
  FIND_COORDINATOR,
  type FindCoordinatorAnswer,
  HEARTBEAT,
  JOIN_GROUP,
  type JoinGroupAnswer,
  type JoinGroupRequest,
  LEAVE_GROUP,
  type LeaveGroupAnswer,
  type LeaveGroupRequest,
  SYNC_GROUP,
} from "./apis-groups";
import type { Cluster } from "./cluster";
import { ErrorCode, type ErrorName } from "./error-codes";
import type { Groups } from "./groups";

/** What FindCoordinator may ask about: 0 is a group, 1 a transaction. */
const GROUP_TYPE = 0;
/** From this version on a client comes twice: first for a name, then with it (KIP-394). */
const COMES_TWICE = 4;
/** From this version on the leaver may be several. */
const LEAVE_TOGETHER = 3;

const NOTHING = new Uint8Array(0);

/** Members of groups come, ask for their part, say that they are there, and go. */
export function groupRoutes(cluster: Cluster, groups: Groups): Route[] {
  return [
    route(FIND_COORDINATOR, ({ type }, answer) => answer(findCoordinator(cluster, groups, type))),
    route(JOIN_GROUP, (request, answer, { version }) => {
      const group = mayJoin(cluster, groups, request);
      if (typeof group === "string") answer(refuseJoin(group, request.member));
      else join(group, request, version, answer);
    }),
    route(SYNC_GROUP, (request, answer) => {
      const tell = (error: ErrorName, assignment: Uint8Array): void =>
        answer({ throttleMs: 0, error: ErrorCode[error], assignment });
      const group = memberOf(cluster, groups, request.group);
      if (typeof group === "string") return tell(group, NOTHING);
      group.sync({ type: "sync", ...withInstance(request) }, (reply) => {
        if (reply.type === "synced") tell("NONE", reply.assignment);
        else tell(errorOf(reply), NOTHING);
      });
    }),
    route(HEARTBEAT, (request, answer) => {
      const group = memberOf(cluster, groups, request.group);
      const { member, instance, generation } = request;
      const error =
        typeof group === "string" ? group : group.heartbeat(member, instance ?? undefined, generation);
      answer({ throttleMs: 0, error: ErrorCode[error ?? "NONE"] });
    }),
    route(LEAVE_GROUP, (request, answer, { version }) => {
      const group = memberOf(cluster, groups, request.group);
      answer(leave(group, request, version));
    }),
  ];
}

/** Which broker a group must talk to. */
export function findCoordinator(cluster: Cluster, groups: Groups, type: number): FindCoordinatorAnswer {
  // #region write groups: Is it about a group, is there a coordinator, and is that broker there?
  const name = groups.coordinator;
  const found = cluster.brokers.find((each) => each.name === name && cluster.live.has(each.name));
  if (type !== GROUP_TYPE || found === undefined) {
    const error: ErrorName = type === GROUP_TYPE ? "COORDINATOR_NOT_AVAILABLE" : "INVALID_REQUEST";
    return { throttleMs: 0, error: ErrorCode[error], message: null, id: -1, host: "", port: -1 };
  }
  const { id, host, port } = found;
  return { throttleMs: 0, error: 0, message: null, id, host, port };
  // #endregion
}

/** The group that a request is about, if this broker is the one to ask. */
export function memberOf(cluster: Cluster, groups: Groups, name: string): Group | ErrorName {
  // #region write groups: Is it? And is there such a group?
  if (groups.coordinator !== cluster.self.name) return "NOT_COORDINATOR";
  return groups.book.find(name) ?? "UNKNOWN_MEMBER_ID";
  // #endregion
}

function mayJoin(
  cluster: Cluster,
  groups: Groups,
  { group, sessionTimeout }: JoinGroupRequest,
): Group | ErrorName {
  // #region write groups: The same, and a group may begin. Chapter 17's coordinator has bounds for the session timeout.
  if (groups.coordinator !== cluster.self.name) return "NOT_COORDINATOR";
  if (sessionTimeout < MIN_SESSION_TIMEOUT || sessionTimeout > MAX_SESSION_TIMEOUT) {
    return "INVALID_SESSION_TIMEOUT";
  }
  return groups.book.open(group);
  // #endregion
}

/** Somebody comes. The answer may take long. */
export function join(
  group: Group,
  request: JoinGroupRequest,
  version: number,
  answer: (answer: JoinGroupAnswer) => void,
): void {
  const { rebalanceTimeout, sessionTimeout } = request;
  // #region write groups: What does an old client mean by no rebalance timeout? And it doesn't come twice: come for it.
  const asked: JoinRequest = {
    type: "join",
    ...withInstance(request),
    rebalanceTimeout: rebalanceTimeout === -1 ? sessionTimeout : rebalanceTimeout,
  };
  const tell = (reply: GroupReply): void => answer(describeJoin(reply, asked.member));
  group.join(asked, (reply) => {
    const isFirstOfOld =
      version < COMES_TWICE && reply.type === "refused" && reply.error === "MEMBER_ID_REQUIRED";
    if (isFirstOfOld) group.join({ ...asked, member: reply.member! }, tell);
    else tell(reply);
  });
  // #endregion
}

function describeJoin(reply: GroupReply, member: string): JoinGroupAnswer {
  // #region write groups: What a member is told. With an error: the name that it is to come with, if there is one.
  if (reply.type !== "joined") {
    const given = reply.type === "refused" ? reply.member : undefined;
    return refuseJoin(errorOf(reply), given ?? member);
  }
  return {
    throttleMs: 0,
    error: 0,
    generation: reply.generation,
    protocolType: null,
    protocol: reply.protocol,
    leader: reply.leader,
    member: reply.member,
    members: reply.members.map(({ id, instance, metadata }) => ({
      id,
      instance: instance ?? null,
      metadata,
    })),
  };
  // #endregion
}

function refuseJoin(error: ErrorName, member: string): JoinGroupAnswer {
  return {
    throttleMs: 0,
    error: ErrorCode[error],
    generation: -1,
    protocolType: null,
    protocol: "",
    leader: "",
    member,
    members: [],
  };
}

/** One leaves, or several by one request. */
export function leave(
  group: Group | ErrorName,
  { member, members }: LeaveGroupRequest,
  version: number,
): LeaveGroupAnswer {
  // #region write groups: Each of several has an error of its own. One alone has that of the whole.
  const leaveOne = (id: string, instance: string | null): ErrorName =>
    typeof group === "string" ? group : (group.leave(id, instance ?? undefined) ?? "NONE");
  if (version < LEAVE_TOGETHER) {
    return { throttleMs: 0, error: ErrorCode[leaveOne(member, null)], members: [] };
  }
  if (group === "NOT_COORDINATOR") return { throttleMs: 0, error: ErrorCode[group], members: [] };
  const told = members.map((each) => ({ ...each, error: ErrorCode[leaveOne(each.member, each.instance)] }));
  return { throttleMs: 0, error: 0, members: told };
  // #endregion
}

function errorOf(reply: GroupReply): ErrorName {
  return reply.type === "refused" ? reply.error : "UNKNOWN_SERVER_ERROR";
}

/** A lasting name that isn't there is left out, as chapter 17 has it. */
function withInstance<T extends { instance: string | null }>(
  request: T,
): Omit<T, "instance"> & { instance?: string } {
  const { instance, ...rest } = request;
  return instance === null ? rest : { ...rest, instance };
}

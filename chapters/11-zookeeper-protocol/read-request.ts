import type { ClientRequest, GetChildrenRequest, GetDataRequest } from "#watches/messages";
import type { RefuseRequest } from "#watches/wire-reads";
import { type AclEntry, type Identity, OPEN_ACL } from "#znode-tree/access";
import { ANY_VERSION, type CreateRequest, type SessionId, type SingleRequest } from "#znode-tree/changes";
import { CONTAINER, MAX_TTL, ttlOwner } from "#znode-tree/owners";
import type { ErrorName } from "#znode-tree/errors";
import { resolveAcl } from "./access-rules";
import type { JuteReader } from "./jute-reader";
import { Malformed } from "./malformed";
import { CreateFlags, OpCode } from "./opcodes";
import { isOpen, readAcl } from "./records";
import { readWatchRequest } from "./watch-requests";

/** A request as the server of the chapters before knows it, and what its answer must look like. */
export interface Asked {
  request: ClientRequest;
  /** What it was on the wire: some of them are the same request here, and are answered differently. */
  opcode: number;
  /** The same of its parts, if it is a multi. */
  parts: readonly number[];
}

/**
 * Reads the body of a request: what comes behind its xid and its opcode.
 *
 * @param session who asks: an ephemeral znode is theirs
 * @param by as whom they are known; undefined where nobody looks at access lists
 * @returns undefined for an opcode that isn't in {@link OpCode}, or that asks for no request of the server's
 * @throws Malformed
 */
export function readRequest(
  opcode: number,
  body: JuteReader,
  session: SessionId,
  by?: readonly Identity[],
): Asked | undefined {
  const asker = { session, by };
  if (opcode === OpCode.multi) return readMulti(body, asker);
  if (opcode === OpCode.multiRead) return readMultiRead(body);
  const request =
    readWrite(opcode, body, asker) ??
    readSetAcl(opcode, body, asker) ??
    readDeleteContainer(opcode, body) ??
    readRead(opcode, body) ??
    readWatchRequest(opcode, body) ??
    readImpossible(opcode);
  return request && { request, opcode, parts: NO_PARTS };
}

const NO_PARTS: readonly number[] = [];

/** Who asks. */
interface Asker {
  session: SessionId;
  by: readonly Identity[] | undefined;
}

/** What changes a znode, or might: also as a part of a multi. */
function readWrite(
  opcode: number,
  body: JuteReader,
  asker: Asker,
): SingleRequest | RefuseRequest | undefined {
  switch (opcode) {
    case OpCode.create:
    case OpCode.create2:
    case OpCode.createContainer:
    case OpCode.createTtl:
      return readCreate(opcode, body, asker);
    case OpCode.delete: {
      // Write here (step requests): path, version.
      throw new Error("Not written yet (step requests)");
    }
    case OpCode.setData: {
      // Write here (step requests): path, data, version.
      throw new Error("Not written yet (step requests)");
    }
    case OpCode.check: {
      // Write here (step requests): path, version.
      throw new Error("Not written yet (step requests)");
    }
    default:
      return undefined;
  }
}

/**
 * path, data, acl, flags; and behind these a ttl, in ms, if it is a createTtl. All of it is read, also of what can't be
 * done: in a multi the next part begins behind it.
 */
function readCreate(opcode: number, body: JuteReader, { session, by }: Asker): CreateRequest | RefuseRequest {
  // Write here (step requests): The flags say which kind of znode: see `CreateFlags`. Then: `listFor`, and `refuse`.
  throw new Error("Not written yet (step requests)");
}

function refuse(reason: ErrorName, detail: string): RefuseRequest {
  return { type: "refuse", reason, detail };
}

/**
 * The access list that a znode is to have: the one that is asked for, if it is one. Where nobody looks at access lists
 * it must be the open one, for no other would be kept to.
 *
 * @returns undefined if it can't have that list
 */
function listFor(
  entries: readonly AclEntry[],
  by: readonly Identity[] | undefined,
): readonly AclEntry[] | undefined {
  if (by !== undefined) return resolveAcl(entries, by);
  return isOpen(entries) ? OPEN_ACL : undefined;
}

/** Another access list for a znode that is there. */
function readSetAcl(
  opcode: number,
  body: JuteReader,
  { by }: Asker,
): SingleRequest | RefuseRequest | undefined {
  if (opcode !== OpCode.setAcl) return undefined;
  // Write here (step requests): path, acl, version.
  throw new Error("Not written yet (step requests)");
}

/** A delete that is only meant for znodes that go by themselves some day. */
function readDeleteContainer(opcode: number, body: JuteReader): SingleRequest | undefined {
  if (opcode !== OpCode.deleteContainer) return undefined;
  return { type: "delete", path: body.string(), version: ANY_VERSION, passing: true };
}

/** What clients may ask for, and this server can't do. Apache's doesn't reconfigure either, unless it is told to. */
function readImpossible(opcode: number): RefuseRequest | undefined {
  if (opcode === OpCode.reconfig) return refuse("ReconfigDisabled", "reconfig");
  return undefined;
}

/** What is answered from the tree. */
function readRead(opcode: number, body: JuteReader): ClientRequest | undefined {
  switch (opcode) {
    case OpCode.getData:
    case OpCode.getChildren:
    case OpCode.getChildren2:
      return readSimpleRead(opcode, body);
    case OpCode.exists: {
      // Write here (step requests): path, watch.
      throw new Error("Not written yet (step requests)");
    }
    case OpCode.getAcl: {
      // Write here (step requests): path.
      throw new Error("Not written yet (step requests)");
    }
    case OpCode.sync: {
      // Write here (step requests): path.
      throw new Error("Not written yet (step requests)");
    }
    case OpCode.getEphemerals: {
      // Write here (step requests): a path that theirs begin with.
      throw new Error("Not written yet (step requests)");
    }
    case OpCode.getAllChildrenNumber: {
      // Write here (step requests): path.
      throw new Error("Not written yet (step requests)");
    }
    case OpCode.whoAmI:
      return { type: "whoAmI" };
    default:
      return undefined;
  }
}

/** Reads that may be parts of a multiRead: path, watch. */
function readSimpleRead(opcode: number, body: JuteReader): GetDataRequest | GetChildrenRequest {
  // Write here (step requests): Of three opcodes two ask for the same.
  throw new Error("Not written yet (step requests)");
}

/** A multi is a list of parts, each behind a header: its opcode, whether the list is over, and a number of no use. */
function readMulti(body: JuteReader, asker: Asker): Asked {
  // Write here (step requests): Until a header says that it's over. What is no write can't be a part. Can all be done?
  throw new Error("Not written yet (step requests)");
}

/** The same with reads: getData and getChildren. */
function readMultiRead(body: JuteReader): Asked {
  // Write here (step requests): Likewise.
  throw new Error("Not written yet (step requests)");
}

// Yours (step requests): Room for helpers of your own.

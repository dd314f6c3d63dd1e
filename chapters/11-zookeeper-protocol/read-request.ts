import type { ClientRequest, GetChildrenRequest, GetDataRequest } from "#watches/messages";
import type { RefuseRequest } from "#watches/wire-reads";
import type { CreateRequest, SessionId, SingleRequest } from "#znode-tree/changes";
import type { ErrorName } from "#znode-tree/errors";
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
 * @returns undefined for an opcode that isn't in {@link OpCode}, or that asks for no request of the server's
 * @throws Malformed
 */
export function readRequest(opcode: number, body: JuteReader, session: SessionId): Asked | undefined {
  if (opcode === OpCode.multi) return readMulti(body, session);
  if (opcode === OpCode.multiRead) return readMultiRead(body);
  const request =
    readWrite(opcode, body, session) ??
    readRead(opcode, body) ??
    readWatchRequest(opcode, body) ??
    readImpossible(opcode);
  return request && { request, opcode, parts: NO_PARTS };
}

const NO_PARTS: readonly number[] = [];

/** What changes a znode, or might: also as a part of a multi. */
function readWrite(
  opcode: number,
  body: JuteReader,
  session: SessionId,
): SingleRequest | RefuseRequest | undefined {
  switch (opcode) {
    case OpCode.create:
    case OpCode.create2:
    case OpCode.createContainer:
    case OpCode.createTtl:
      return readCreate(opcode, body, session);
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
function readCreate(opcode: number, body: JuteReader, session: SessionId): CreateRequest | RefuseRequest {
  // Write here (step requests): The flags say which kind of znode: see `CreateFlags`. What can't be done? See `refuse`.
  throw new Error("Not written yet (step requests)");
}

function refuse(reason: ErrorName, detail: string): RefuseRequest {
  return { type: "refuse", reason, detail };
}

/** What clients may ask for, and this server can't do. Apache's doesn't reconfigure either, unless it is told to. */
function readImpossible(opcode: number): RefuseRequest | undefined {
  if (opcode === OpCode.setAcl) return refuse("Unimplemented", "setAcl");
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
function readMulti(body: JuteReader, session: SessionId): Asked {
  // Write here (step requests): Until a header says that it's over. What is no write can't be a part. Can all be done?
  throw new Error("Not written yet (step requests)");
}

/** The same with reads: getData and getChildren. */
function readMultiRead(body: JuteReader): Asked {
  // Write here (step requests): Likewise.
  throw new Error("Not written yet (step requests)");
}

// Yours (step requests): Room for helpers of your own.

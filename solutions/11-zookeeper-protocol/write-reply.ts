import { EventCode, type WatchedEvent } from "#watches/events";
import type { Refusal, Reply, Result, SingleWriteResult } from "#watches/messages";
import type { ReadOutcome } from "#watches/wire-reads";
import type { Zxid } from "#znode-tree/changes";
import { ErrorCode } from "#znode-tree/errors";
import type { JuteWriter } from "./jute-writer";
import { OpCode, SYNC_CONNECTED, Xid } from "./opcodes";
import type { Asked } from "./read-request";
import { writeAcl, writeStat } from "./records";

/** There is no zxid to tell. */
const NO_ZXID = -1n;

/** What every answer begins with: which request, the last transaction that the server has processed, and the error. */
export function writeHeader(writer: JuteWriter, xid: number, zxid: Zxid, error: number): void {
  // #region write handshake: An int, a long, an int. No error is 0.
  writer.int(xid);
  writer.long(zxid);
  writer.int(error);
  // #endregion
}

/** Writes the answer to a request: a header, and a body if it was done. */
export function writeReply(writer: JuteWriter, { xid, zxid, outcome }: Reply, asked: Asked): void {
  // #region write requests: A multi that was refused is answered by a body as well: `writeRefusedMulti`.
  const isRefused = outcome.type === "refused";
  if (isRefused && outcome.failedIndex !== undefined) {
    writeHeader(writer, xid, zxid, 0);
    writeRefusedMulti(writer, outcome, outcome.failedIndex, asked.parts);
    return;
  }
  writeHeader(writer, xid, zxid, isRefused ? ErrorCode[outcome.reason] : 0);
  if (!isRefused) writeResult(writer, outcome, asked);
  // #endregion
}

/** Writes what was done, as the opcode of the request wants it. */
function writeResult(writer: JuteWriter, result: Result, { opcode, parts }: Asked): void {
  switch (result.type) {
    case "getData":
    case "getChildren":
      writeRead(writer, result, opcode);
      return;
    case "exists": {
      // #region write requests: Its Stat.
      writeStat(writer, result.stat);
      return;
      // #endregion
    }
    case "create":
    case "setData":
    case "delete":
    case "check":
      writeWritten(writer, result, opcode);
      return;
    case "setAcl":
      writeStat(writer, result.stat!);
      return;
    case "multi": {
      // #region write requests: Each part behind its header, and a header that says that it's over.
      for (const [index, part] of result.results.entries()) {
        writePartHeader(writer, parts[index]!, 0);
        writeWritten(writer, part, parts[index]!);
      }
      writeEndOfParts(writer);
      return;
      // #endregion
    }
    case "multiRead": {
      // #region write requests: The same; but each part may have failed by itself.
      for (const [index, part] of result.results.entries()) writeReadPart(writer, part, parts[index]!);
      writeEndOfParts(writer);
      return;
      // #endregion
    }
    case "sync": {
      // #region write requests: Its path.
      writer.string(result.path);
      return;
      // #endregion
    }
    case "getEphemerals": {
      // #region write requests: Their paths.
      writer.vector(result.paths, (path) => writer.string(path));
      return;
      // #endregion
    }
    case "getAllChildrenNumber": {
      // #region write requests: The number.
      writer.int(result.number);
      return;
      // #endregion
    }
    case "getAcl": {
      // #region write requests: Its entries, and the Stat.
      writer.vector(result.entries, (entry) => writeAcl(writer, entry));
      writeStat(writer, result.stat);
      return;
      // #endregion
    }
    case "whoAmI":
      writer.vector(result.identities, ({ scheme, id }) => {
        writer.string(scheme);
        writer.string(id);
      });
      return;
    case "addWatch": {
      // #region write watches: Once more that there was no error.
      writer.int(0);
      return;
      // #endregion
    }
    case "setWatches":
    case "checkWatches":
    case "removeWatches":
      return;
  }
}

/** Data and Stat; children, and for a getChildren2 the Stat. */
function writeRead(
  writer: JuteWriter,
  result: Extract<Result, { type: "getData" | "getChildren" }>,
  opcode: number,
): void {
  // #region write requests: Who has asked for the Stat?
  if (result.type === "getData") writer.buffer(result.data);
  else writer.vector(result.children, (child) => writer.string(child));
  if (opcode !== OpCode.getChildren) writeStat(writer, result.stat);
  // #endregion
}

/** A create: its path, and for all but the oldest kind of create the Stat. A setData: the Stat. Others: nothing. */
function writeWritten(writer: JuteWriter, result: SingleWriteResult, opcode: number): void {
  // #region write requests: The Stat is missing if the same multi has deleted the znode again. It is expected all the same.
  if (result.type === "create") writer.string(result.path);
  if (result.type === "setData" || (result.type === "create" && opcode !== OpCode.create)) {
    writeStat(writer, result.stat ?? NO_STAT);
  }
  // #endregion
}

/** The answer to a multi that was refused: an error for each part, each of them behind a header with the same error. */
function writeRefusedMulti(
  writer: JuteWriter,
  { reason }: Refusal,
  failedIndex: number,
  parts: readonly number[],
): void {
  // #region write requests: 0 before the part that failed, its error, and RuntimeInconsistency behind it.
  for (const index of parts.keys()) {
    const behind = index > failedIndex ? ErrorCode.RuntimeInconsistency : 0;
    writeErrorPart(writer, index === failedIndex ? ErrorCode[reason] : behind);
  }
  writeEndOfParts(writer);
  // #endregion
}

// #region own requests: Room for helpers of your own.
const NO_STAT = {
  czxid: 0n,
  mzxid: 0n,
  pzxid: 0n,
  ctime: 0,
  mtime: 0,
  version: 0,
  cversion: 0,
  aversion: 0,
  ephemeralOwner: 0n,
  dataLength: 0,
  numChildren: 0,
};

function writeReadPart(writer: JuteWriter, part: ReadOutcome, opcode: number): void {
  if (part.type === "refused") {
    writeErrorPart(writer, ErrorCode[part.reason]);
    return;
  }
  writePartHeader(writer, opcode, 0);
  writeRead(writer, part, opcode);
}

function writeErrorPart(writer: JuteWriter, error: number): void {
  writePartHeader(writer, OpCode.error, error);
  writer.int(error);
}

function writePartHeader(writer: JuteWriter, opcode: number, error: number): void {
  writer.int(opcode);
  writer.boolean(false);
  writer.int(error);
}

function writeEndOfParts(writer: JuteWriter): void {
  writer.int(-1);
  writer.boolean(true);
  writer.int(-1);
}
// #endregion

/** An event: it answers nothing, and says what happened, that the client is connected, and where. */
export function writeEvent(writer: JuteWriter, { type, path }: WatchedEvent): void {
  // #region write watches: A header as of an answer, with a number that no request has. Then two ints and the path.
  writeHeader(writer, Xid.event, NO_ZXID, 0);
  writer.int(EventCode[type]);
  writer.int(SYNC_CONNECTED);
  writer.string(path);
  // #endregion
}

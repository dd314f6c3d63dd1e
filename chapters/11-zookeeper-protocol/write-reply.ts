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
  // Write here (step handshake): An int, a long, an int. No error is 0.
  throw new Error("Not written yet (step handshake)");
}

/** Writes the answer to a request: a header, and a body if it was done. */
export function writeReply(writer: JuteWriter, { xid, zxid, outcome }: Reply, asked: Asked): void {
  // Write here (step requests): A multi that was refused is answered by a body as well: `writeRefusedMulti`.
  throw new Error("Not written yet (step requests)");
}

/** Writes what was done, as the opcode of the request wants it. */
function writeResult(writer: JuteWriter, result: Result, { opcode, parts }: Asked): void {
  switch (result.type) {
    case "getData":
    case "getChildren":
      writeRead(writer, result, opcode);
      return;
    case "exists": {
      // Write here (step requests): Its Stat.
      throw new Error("Not written yet (step requests)");
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
      // Write here (step requests): Each part behind its header, and a header that says that it's over.
      throw new Error("Not written yet (step requests)");
    }
    case "multiRead": {
      // Write here (step requests): The same; but each part may have failed by itself.
      throw new Error("Not written yet (step requests)");
    }
    case "sync": {
      // Write here (step requests): Its path.
      throw new Error("Not written yet (step requests)");
    }
    case "getEphemerals": {
      // Write here (step requests): Their paths.
      throw new Error("Not written yet (step requests)");
    }
    case "getAllChildrenNumber": {
      // Write here (step requests): The number.
      throw new Error("Not written yet (step requests)");
    }
    case "getAcl": {
      // Write here (step requests): Its entries, and the Stat.
      throw new Error("Not written yet (step requests)");
    }
    case "whoAmI":
      writer.vector(result.identities, ({ scheme, id }) => {
        writer.string(scheme);
        writer.string(id);
      });
      return;
    case "addWatch": {
      // Write here (step watches): Once more that there was no error.
      throw new Error("Not written yet (step watches)");
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
  // Write here (step requests): Who has asked for the Stat?
  throw new Error("Not written yet (step requests)");
}

/** A create: its path, and for all but the oldest kind of create the Stat. A setData: the Stat. Others: nothing. */
function writeWritten(writer: JuteWriter, result: SingleWriteResult, opcode: number): void {
  // Write here (step requests): The Stat is missing if the same multi has deleted the znode again. It is expected all the same.
  throw new Error("Not written yet (step requests)");
}

/** The answer to a multi that was refused: an error for each part, each of them behind a header with the same error. */
function writeRefusedMulti(
  writer: JuteWriter,
  { reason }: Refusal,
  failedIndex: number,
  parts: readonly number[],
): void {
  // Write here (step requests): 0 before the part that failed, its error, and RuntimeInconsistency behind it.
  throw new Error("Not written yet (step requests)");
}

// Yours (step requests): Room for helpers of your own.

/** An event: it answers nothing, and says what happened, that the client is connected, and where. */
export function writeEvent(writer: JuteWriter, { type, path }: WatchedEvent): void {
  // Write here (step watches): A header as of an answer, with a number that no request has. Then two ints and the path.
  throw new Error("Not written yet (step watches)");
}

import type { ClientRequest, SetWatchesRequest } from "#watches/messages";
import type { WatchesRequest } from "#watches/wire-reads";
import type { JuteReader } from "./jute-reader";
import { Malformed } from "./malformed";
import { OpCode, WatcherType } from "./opcodes";

/**
 * Reads the body of a request about watches.
 *
 * @returns undefined for any other opcode
 * @throws Malformed
 */
export function readWatchRequest(opcode: number, body: JuteReader): ClientRequest | undefined {
  switch (opcode) {
    case OpCode.setWatches:
    case OpCode.setWatches2:
      return readSetWatches(opcode, body);
    case OpCode.addWatch: {
      // Write here (step watches): path, mode: 0 stays, 1 stays for all that is below.
      throw new Error("Not written yet (step watches)");
    }
    case OpCode.checkWatches:
    case OpCode.removeWatches: {
      // Write here (step watches): path, and which: see `WatcherType`.
      throw new Error("Not written yet (step watches)");
    }
    default:
      return undefined;
  }
}

/** A zxid, and lists of paths: data, exists, children; of a setWatches2 persistent and recursive too. */
function readSetWatches(opcode: number, body: JuteReader): SetWatchesRequest {
  // Write here (step watches): In this order.
  throw new Error("Not written yet (step watches)");
}

// Yours (step watches): Room for helpers of your own.

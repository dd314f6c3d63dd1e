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
      // #region write watches: path, mode: 0 stays, 1 stays for all that is below.
      const path = body.string();
      const mode = body.int();
      if (mode !== 0 && mode !== 1) throw new Malformed(`${mode} is no way to watch`);
      return { type: "addWatch", path, mode: mode === 0 ? "persistent" : "recursive" };
      // #endregion
    }
    case OpCode.checkWatches:
    case OpCode.removeWatches: {
      // #region write watches: path, and which: see `WatcherType`.
      const type = opcode === OpCode.checkWatches ? "checkWatches" : "removeWatches";
      return { type, path: body.string(), of: readWatcherType(body.int()) };
      // #endregion
    }
    default:
      return undefined;
  }
}

/** A zxid, and lists of paths: data, exists, children; of a setWatches2 persistent and recursive too. */
function readSetWatches(opcode: number, body: JuteReader): SetWatchesRequest {
  // #region write watches: In this order.
  const paths = (): string[] => body.vector(() => body.string());
  const lasting = opcode === OpCode.setWatches2;
  return {
    type: "setWatches",
    relativeZxid: body.long(),
    data: paths(),
    exists: paths(),
    children: paths(),
    persistent: lasting ? paths() : [],
    recursive: lasting ? paths() : [],
  };
  // #endregion
}

// #region own watches: Room for helpers of your own.
function readWatcherType(type: number): WatchesRequest["of"] {
  if (type === WatcherType.data) return "data";
  if (type === WatcherType.children) return "children";
  if (type === WatcherType.any) return "any";
  throw new Malformed(`${type} is no kind of watch`);
}
// #endregion

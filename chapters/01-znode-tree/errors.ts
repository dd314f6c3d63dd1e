/**
 * The error codes of ZooKeeper's protocol that this workbook uses.
 *
 * Source: ZooKeeper's `KeeperException.Code`; the numbers travel on the wire in chapter 11.
 */
export const ErrorCode = {
  RuntimeInconsistency: -2,
  ConnectionLoss: -4,
  MarshallingError: -5,
  Unimplemented: -6,
  OperationTimeout: -7,
  BadArguments: -8,
  NewConfigNoQuorum: -13,
  ReconfigInProgress: -14,
  NoNode: -101,
  NoAuth: -102,
  BadVersion: -103,
  NoChildrenForEphemerals: -108,
  NodeExists: -110,
  NotEmpty: -111,
  SessionExpired: -112,
  InvalidACL: -114,
  AuthFailed: -115,
  SessionMoved: -118,
  NoWatcher: -121,
  ReconfigDisabled: -123,
} as const;

/** The name of an error of the protocol. */
export type ErrorName = keyof typeof ErrorCode;

/** A request was refused. The refusal changed nothing. */
export class KeeperError extends Error {
  /** The error's number on the wire. */
  readonly code: number;

  /**
   * @param reason the error's name in the protocol
   * @param detail what was refused and why, for people: usually the path
   * @param failedIndex in a multi, the place of the request that was refused, counted from 0
   */
  constructor(
    readonly reason: ErrorName,
    readonly detail: string,
    readonly failedIndex?: number,
  ) {
    super(`${reason}: ${detail}`);
    this.name = "KeeperError";
    this.code = ErrorCode[reason];
  }
}

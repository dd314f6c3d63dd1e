import { PASSWORD_BYTES } from "#sessions/changes";
import { type ConnectedMessage, type ConnectMessage, NO_SESSION } from "#sessions/messages";
import { JuteReader } from "./jute-reader";
import type { JuteWriter } from "./jute-writer";

/** The version of the protocol. There has never been another. */
const VERSION = 0;

/** What a client says first, and whether it has said that it would do with a server that only reads. */
export interface Hello {
  connect: ConnectMessage;
  /** Whether it has said anything about that: clients before ZooKeeper 3.4 don't. */
  knowsReadOnly: boolean;
}

/**
 * Reads the first frame of a connection.
 *
 *     version      int
 *     last zxid    long
 *     timeout      int     in ms
 *     session      long    0 for a new one
 *     password     buffer
 *     read-only    boolean, or the frame ends before it
 *
 * @throws Malformed
 * @see ZooKeeper source, `ConnectRequest`
 */
export function readHello(frame: Uint8Array): Hello {
  // #region write handshake: In this order. Whether the last byte is there must be told as well.
  const reader = new JuteReader(frame);
  reader.int();
  const lastZxid = reader.long();
  const timeout = reader.int();
  const id = reader.unsignedLong();
  const password = reader.buffer();
  return {
    connect: { type: "connect", id, password, timeout, lastZxid },
    knowsReadOnly: reader.left > 0,
  };
  // #endregion
}

/**
 * Writes the answer: version, timeout, session and password, and, for a client that knows of it, that this server does
 * more than read. For a session that is over the timeout and the id are 0; the password has its length all the same.
 *
 * @see ZooKeeper source, `ConnectResponse`
 */
export function writeWelcome(
  writer: JuteWriter,
  { id, timeout, password }: ConnectedMessage,
  knowsReadOnly: boolean,
): void {
  // #region write handshake: In this order.
  writer.int(VERSION);
  writer.int(timeout);
  writer.long(id);
  writer.buffer(id === NO_SESSION ? new Uint8Array(PASSWORD_BYTES) : password);
  if (knowsReadOnly) writer.boolean(false);
  // #endregion
}

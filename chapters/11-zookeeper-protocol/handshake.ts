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
  // Write here (step handshake): In this order. Whether the last byte is there must be told as well.
  throw new Error("Not written yet (step handshake)");
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
  // Write here (step handshake): In this order.
  throw new Error("Not written yet (step handshake)");
}

import type { SessionId, Zxid } from "#znode-tree/changes";
import type { ClientMessage, ServerMessage } from "#watches/messages";

/** What passes between a client and its server once there are sessions: plain data. Nothing to write here. */

// #region show to-server
export type ToServer = ConnectMessage | PingMessage | CloseMessage | ClientMessage;

/** The first message on a connection: begin a session, or go on with one. */
export interface ConnectMessage {
  type: "connect";
  /** {@link NO_SESSION} for a new session. */
  id: SessionId;
  /** Empty for a new session. */
  password: Uint8Array;
  /** What the client would like for a new session, in ms. */
  timeout: number;
  /** The highest zxid that the client has seen: a server that is behind it can't serve it (chapter 9). */
  lastZxid?: Zxid;
}
/** The client has nothing to ask and is still there. */
export interface PingMessage {
  type: "ping";
}
/** The client ends its session. */
export interface CloseMessage {
  type: "close";
}
// #endregion

// #region show to-client
export type ToClient = ConnectedMessage | PongMessage | ClosedMessage | ServerMessage;

/** The session on this connection; or, with a timeout of 0, that the client's session is over: see {@link OVER}. */
export interface ConnectedMessage {
  type: "connected";
  id: SessionId;
  password: Uint8Array;
  /** In ms: what the server grants. */
  timeout: number;
}
export interface PongMessage {
  type: "pong";
}
/** The session is closed, and so is the connection after this. */
export interface ClosedMessage {
  type: "closed";
}
// #endregion

/** The id with which a client asks for a new session. */
export const NO_SESSION: SessionId = 0n;

/** The answer to a client whose session is over, or who doesn't know its password. Then the server hangs up. */
export const OVER: ConnectedMessage = {
  type: "connected",
  id: NO_SESSION,
  password: new Uint8Array(0),
  timeout: 0,
};

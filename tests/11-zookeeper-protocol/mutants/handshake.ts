import { type Mutant, mutant } from "#lab/testing/mutant";

const HELLO = { step: "handshake", file: "handshake.ts" };
const CONNECTION = { step: "handshake", file: "protocol-connection.ts" };
const REPLY = { step: "handshake", file: "write-reply.ts" };

/** Sessions that begin, go on or end as no client expects. */
export const handshake: Mutant[] = [
  mutant(
    HELLO,
    "always-read-only",
    "Every client is told whether this server only reads: an old one takes that byte for its next frame",
    "Issue ZOOKEEPER-784",
    ["knowsReadOnly: reader.left > 0", "knowsReadOnly: true"],
  ),
  mutant(
    HELLO,
    "never-read-only",
    "No client is told whether this server only reads",
    "Issue ZOOKEEPER-784",
    ["knowsReadOnly: reader.left > 0", "knowsReadOnly: false"],
  ),
  mutant(
    HELLO,
    "read-only-yes",
    "A server that does everything says that it only reads",
    "the flag is sent back as it came",
    ["writer.boolean(false)", "writer.boolean(true)"],
  ),
  mutant(
    HELLO,
    "session-id-signed",
    "The session of a server with a high number is read with a sign",
    "SessionTrackerImpl.initializeNextSessionId",
    ["reader.unsignedLong()", "reader.long()"],
  ),
  mutant(
    HELLO,
    "no-password-for-the-dead",
    "The answer for a session that is over has no password: it is shorter than all clients expect",
    "ConnectResponse",
    [
      "id === NO_SESSION ? new Uint8Array(PASSWORD_BYTES) : password",
      "id === NO_SESSION ? new Uint8Array(0) : password",
    ],
  ),
  mutant(HELLO, "timeout-behind-id", "The timeout is written behind the session", "ConnectResponse", [
    "writer.int(timeout);\n  writer.long(id);",
    "writer.long(id);\n  writer.int(timeout);",
  ]),
  mutant(
    HELLO,
    "last-zxid-forgotten",
    "What the client has seen is read and dropped",
    "hasSeenMore has nothing to go by",
    ["const lastZxid = reader.long();", "reader.long();\n  const lastZxid = 0n;"],
  ),
  mutant(
    CONNECTION,
    "looking-says-over",
    "A server that looks for a leader says that the session is over: its client gives up its locks",
    "a wrong answer is worse than none",
    [
      "if (server === undefined || hasSeenMore(connect, server.database.lastZxid)) {",
      'if (server === undefined) {\n      this.#knowsReadOnly = knowsReadOnly;\n      this.#tell({ type: "connected", id: 0n, timeout: 0, password: new Uint8Array(16) });\n    }\n    if (server === undefined || hasSeenMore(connect, server.database.lastZxid)) {',
    ],
  ),
  mutant(
    CONNECTION,
    "serves-whoever-has-seen-more",
    "A client that has seen more than this server is served: its own writes are gone",
    "ZooKeeperServer.processConnectRequest",
    [
      "if (server === undefined || hasSeenMore(connect, server.database.lastZxid)) {",
      "if (server === undefined) {",
    ],
  ),
  mutant(
    CONNECTION,
    "close-without-number",
    "The end of a session is answered under no number: the client waits",
    "ClientCnxn.disconnect",
    ["this.#closeXid = xid;\n", ""],
  ),
  mutant(
    CONNECTION,
    "close-is-hanging-up",
    "A session that is closed is only hung up on: its ephemerals stay until it expires",
    "FinalRequestProcessor, closeSession",
    ['this.#session!.receive({ type: "close" });', "this.#end();"],
  ),
  mutant(CONNECTION, "ping-under-zero", "A ping is answered under the number 0", "ClientCnxn.PING_XID", [
    "writeHeader(writer, Xid.ping, this.#lastZxid, 0)",
    "writeHeader(writer, 0, this.#lastZxid, 0)",
  ]),
  mutant(
    CONNECTION,
    "ping-without-zxid",
    "A ping is answered with a zxid of -1",
    "FinalRequestProcessor, ping",
    ["writeHeader(writer, Xid.ping, this.#lastZxid, 0)", "writeHeader(writer, Xid.ping, -1n, 0)"],
  ),
  mutant(
    CONNECTION,
    "nonsense-ends-the-server",
    "What is no frame is an error of the server",
    "an exception that nobody expects",
    ["if (!(error instanceof Malformed)) throw error;\n      this.#end();", "throw error;"],
  ),
  mutant(
    CONNECTION,
    "nonsense-is-ignored",
    "What is no frame is passed over, and the connection stays",
    "an empty catch",
    [
      "if (!(error instanceof Malformed)) throw error;\n      this.#end();",
      "if (!(error instanceof Malformed)) throw error;",
    ],
  ),
  mutant(REPLY, "zxid-first", "The zxid stands before the xid", "ReplyHeader", [
    "writer.int(xid);\n  writer.long(zxid);",
    "writer.long(zxid);\n  writer.int(xid);",
  ]),
];

import { text } from "#lab/testing/bytes";
import type { Request } from "#znode-tree/changes";
import { ZnodeStore } from "#znode-tree/store";
import type { ClientConnection } from "#watches/connection";
import type { WatchedEvent } from "#watches/events";
import type { ClientRequest, Refusal, Reply, Result, ServerMessage } from "#watches/messages";
import { ZnodeServer } from "#watches/server";
import { create, line } from "./desk";

/** A server with `/shop` in its tree, of zxid 1. `write` does a write of nobody's, at once. */
export function shop() {
  const server = new ZnodeServer(new ZnodeStore(), () => 1_000);
  const commitAll = (): void => {
    while (server.commit() !== undefined);
  };
  const write = (request: Request): void => {
    server.submit(request);
    commitAll();
  };
  write(create("/shop"));
  return { server, write, commitAll };
}

/** A client at its end of the wire. What the server sends waits on the wire until it is delivered. */
export class WireClient {
  /** Everything that was delivered, as lines. */
  readonly heard: string[] = [];
  readonly replies: Reply[] = [];
  /** How many requests it has sent. */
  requests = 0;
  onEvent: (event: WatchedEvent) => void = () => {};
  connection: ClientConnection;
  #wire: ServerMessage[] = [];
  #open = new Map<number, { request: ClientRequest; answered: (reply: Reply) => void }>();

  constructor(server: ZnodeServer) {
    this.connection = this.#dial(server);
  }

  send(request: ClientRequest, answered: (reply: Reply) => void = () => {}): void {
    const xid = ++this.requests;
    this.#open.set(xid, { request, answered });
    this.connection.receive({ xid, request });
  }

  /** Delivers what is on the wire, or only the oldest `count` messages. @returns the lines that were heard of it */
  deliver(count = Infinity): string[] {
    const before = this.heard.length;
    for (; count > 0 && this.#wire.length > 0; count--) this.#hear(this.#wire.shift()!);
    return this.heard.slice(before);
  }

  /** The connection breaks. What is on the wire is lost, and whoever waits for a reply learns that there is none. */
  break(): void {
    this.connection.close();
    this.#wire = [];
    const open = [...this.#open];
    this.#open.clear();
    for (const [xid, { answered }] of open) {
      const outcome: Refusal = { type: "refused", reason: "ConnectionLoss", detail: "" };
      answered({ type: "reply", xid, zxid: -1n, outcome });
    }
  }

  dial(server: ZnodeServer): void {
    this.connection = this.#dial(server);
  }

  #dial(server: ZnodeServer): ClientConnection {
    // What travels is a copy, and plain data.
    return server.connect((message) => this.#wire.push(structuredClone(message)));
  }

  #hear(message: ServerMessage): void {
    if (message.type === "event") {
      this.heard.push(line(message.event));
      this.onEvent(message.event);
      return;
    }
    this.heard.push(`${message.xid}: ${outcomeLine(message.outcome)}`);
    this.replies.push(message);
    const waiting = this.#open.get(message.xid);
    this.#open.delete(message.xid);
    waiting?.answered(message);
  }
}

/** "getData bread", "NoNode", "create /shop/x", "getChildren a b", "exists v3". */
function outcomeLine(outcome: Result | Refusal): string {
  switch (outcome.type) {
    case "refused":
      return outcome.reason;
    case "getData":
      return `getData ${text(outcome.data)}`.trim();
    case "getChildren":
      return ["getChildren", ...[...outcome.children].sort()].join(" ");
    case "exists":
      return `exists v${outcome.stat.version}`;
    case "create":
      return `create ${outcome.path}`;
    case "setData":
    case "setAcl":
    case "delete":
    case "check":
    case "multi":
    case "addWatch":
    case "setWatches":
    case "sync":
    case "multiRead":
    case "checkWatches":
    case "removeWatches":
    case "getEphemerals":
    case "getAllChildrenNumber":
    case "getAcl":
    case "whoAmI":
      return outcome.type;
  }
}

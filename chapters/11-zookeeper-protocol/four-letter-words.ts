import type { Zxid } from "#znode-tree/changes";

/** Words that people and their scripts send to a server's port, instead of a frame. */
export const WORDS = ["ruok", "isro", "conf", "srvr", "stat", "mntr"] as const;
export type Word = (typeof WORDS)[number];

/** The protocol that is spoken, and who speaks it. Tools look for three numbers here. */
export const VERSION = "3.8.0-znode-to-offset";

/** What a server is asked about by words. */
export interface About {
  /** The words that it answers. Source: ZooKeeper's `4lw.commands.whitelist`. */
  words: ReadonlySet<string>;
  /** What it is at the moment: leader, follower, observer or standalone. */
  mode: () => string;
  /** What it was started with, by the names that ZooKeeper has for it. */
  settings: Readonly<Record<string, string | number>>;
}

/** What a server has to do with one client. */
export interface ClientFacts {
  peer: string;
  /** Frames that came from it. */
  received: number;
  /** Frames that went to it. */
  sent: number;
  /** Requests that it waits for. */
  outstanding: number;
}

/** What a server that serves knows of itself. */
export interface ServerFacts {
  zxid: Zxid;
  nodes: number;
  watches: number;
  received: number;
  sent: number;
  clients: ClientFacts[];
}

/** The word that somebody's first four bytes are; undefined if they are none, or not yet four. */
export function wordIn(bytes: Uint8Array): Word | undefined {
  // Write here (step words): Whatever comes behind the four letters, a line's end say, is no matter.
  throw new Error("Not written yet (step words)");
}

/**
 * What is answered to a word.
 *
 * @param look what the server knows of itself; gives undefined while it serves nobody
 * @see ZooKeeper Administrator's Guide, The Four Letter Words
 */
export function answerWord(word: Word, about: About, look: () => ServerFacts | undefined): string {
  // Write here (step words): First: may it be asked? Two of them are answered whether the server serves or not.
  throw new Error("Not written yet (step words)");
}

/** The lines of srvr and stat. */
function summary(facts: ServerFacts, mode: string): string {
  return linesOf(
    {
      Received: facts.received,
      Sent: facts.sent,
      Connections: facts.clients.length,
      Outstanding: outstandingOf(facts),
      Zxid: `0x${facts.zxid.toString(16)}`,
      Mode: mode,
      "Node count": facts.nodes,
    },
    ": ",
  );
}

/** The lines of mntr, for programs. */
function monitor(facts: ServerFacts, mode: string): string {
  return linesOf(
    {
      zk_version: VERSION,
      zk_packets_received: facts.received,
      zk_packets_sent: facts.sent,
      zk_num_alive_connections: facts.clients.length,
      zk_outstanding_requests: outstandingOf(facts),
      zk_server_state: mode,
      zk_znode_count: facts.nodes,
      zk_watch_count: facts.watches,
    },
    "\t",
  );
}

function clientLines({ clients }: ServerFacts): string {
  return clients
    .map(({ peer, outstanding, received, sent }) => {
      return ` /${peer}[1](queued=${outstanding},recved=${received},sent=${sent})\n`;
    })
    .join("");
}

function outstandingOf({ clients }: ServerFacts): number {
  return clients.reduce((sum, { outstanding }) => sum + outstanding, 0);
}

function linesOf(values: Readonly<Record<string, string | number>>, between: string): string {
  return Object.entries(values)
    .map(([name, value]) => `${name}${between}${value}\n`)
    .join("");
}

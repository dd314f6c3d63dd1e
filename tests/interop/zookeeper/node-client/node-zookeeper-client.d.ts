/** What the cases use of the library, which brings no types. */
declare module "node-zookeeper-client" {
  import type { EventEmitter } from "node:events";

  /** What is called back: an error or null, and then what was asked for. */
  export type Answer<T extends unknown[]> = (error: Exception | null, ...values: T) => void;
  export type Watcher = (event: Event) => void;

  export interface Options {
    /** In ms. */
    sessionTimeout?: number;
    /** In ms: the longest wait after all servers have been tried. */
    spinDelay?: number;
    sessionId?: Buffer;
    sessionPassword?: Buffer;
  }

  export interface Exception extends Error {
    getCode(): number;
  }

  export interface Event {
    getName(): string;
    getPath(): string;
  }

  /** Numbers of eight bytes are left as bytes. */
  export interface Stat {
    czxid: Buffer;
    mzxid: Buffer;
    version: number;
    cversion: number;
    aversion: number;
    ephemeralOwner: Buffer;
    dataLength: number;
    numChildren: number;
  }

  export interface Id {
    scheme: string;
    id: string;
  }

  export interface ACL {
    permission: number;
    id: Id;
  }

  export interface Transaction {
    create(path: string, data?: Buffer, acls?: ACL[], mode?: number): this;
    setData(path: string, data: Buffer, version?: number): this;
    check(path: string, version?: number): this;
    remove(path: string, version?: number): this;
    commit(answer: Answer<[results: { path?: string; err?: number }[]]>): void;
  }

  export interface Client extends EventEmitter {
    /** Its own affair, but nothing else says which server it is at. */
    connectionManager: { socket?: { remotePort?: number } };
    connect(): void;
    close(): void;
    getSessionId(): Buffer;
    getSessionPassword(): Buffer;
    getSessionTimeout(): number;
    addAuthInfo(scheme: string, auth: Buffer): void;
    create(path: string, data: Buffer, acls: ACL[], mode: number, answer: Answer<[string]>): void;
    remove(path: string, version: number, answer: Answer<[]>): void;
    removeRecursive(path: string, version: number, answer: Answer<[]>): void;
    setData(path: string, data: Buffer, version: number, answer: Answer<[Stat]>): void;
    getData(path: string, answer: Answer<[data: Buffer | undefined, stat: Stat]>): void;
    getData(path: string, watcher: Watcher, answer: Answer<[data: Buffer | undefined, stat: Stat]>): void;
    exists(path: string, answer: Answer<[Stat | null]>): void;
    exists(path: string, watcher: Watcher, answer: Answer<[Stat | null]>): void;
    getChildren(path: string, answer: Answer<[string[], Stat]>): void;
    getChildren(path: string, watcher: Watcher, answer: Answer<[string[], Stat]>): void;
    setACL(path: string, acls: ACL[], version: number, answer: Answer<[Stat]>): void;
    getACL(path: string, answer: Answer<[ACL[], Stat]>): void;
    mkdirp(path: string, answer: Answer<[string]>): void;
    transaction(): Transaction;
  }

  const library: {
    createClient(connectString: string, options?: Options): Client;
    ACL: {
      new (permission: number, id: Id): ACL;
      OPEN_ACL_UNSAFE: ACL[];
      CREATOR_ALL_ACL: ACL[];
      READ_ACL_UNSAFE: ACL[];
    };
    Id: new (scheme: string, id: string) => Id;
    Permission: { READ: number; ALL: number };
    CreateMode: Record<"PERSISTENT" | "PERSISTENT_SEQUENTIAL" | "EPHEMERAL" | "EPHEMERAL_SEQUENTIAL", number>;
    Exception: Record<
      "NO_NODE" | "NO_AUTH" | "BAD_VERSION" | "NO_CHILDREN_FOR_EPHEMERALS" | "NODE_EXISTS" | "NOT_EMPTY",
      number
    >;
  };
  export default library;
}

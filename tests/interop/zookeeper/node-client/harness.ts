import { equal } from "node:assert/strict";
import library, { type ACL, type Answer, type Client, type Options } from "node-zookeeper-client";
import type { Ensemble } from "../targets/ensemble";
import { sleep } from "../../processes";

/** In ms: how long something may take that isn't told by an answer. */
const PATIENCE = 15_000;
/** In ms, as the library asks for it. */
const SESSION_TIMEOUT = 8_000;

/** What a case is given. */
export interface Given {
  ensemble: Ensemble;
  /** A connected client. */
  client: Client;
  /** The path of a znode that nobody else uses. */
  base: string;
  /** Another connected client. All are closed at the end of the case. */
  connect: (options?: Options & { servers?: string }) => Promise<Client>;
}

export interface Case {
  name: string;
  run: (given: Given) => Promise<void>;
}

/** A client that has a session. @throws Error if it gets none in time */
export async function connect(servers: string, options: Options = {}): Promise<Client> {
  const client = create(servers, options);
  await heard(client, "connected", () => client.connect());
  return client;
}

/** A client that isn't connected yet. */
export function create(servers: string, options: Options = {}): Client {
  return library.createClient(servers, { sessionTimeout: SESSION_TIMEOUT, spinDelay: 100, ...options });
}

/** Ends the session. @returns when the server has closed the connection: the session is over by then */
export async function close(client: Client): Promise<void> {
  await heard(client, "disconnected", () => client.close());
}

/** Does something, and waits until the client tells of this event. */
export async function heard(client: Client, event: string, cause: () => void = () => {}): Promise<void> {
  let told = false;
  client.once(event, () => (told = true));
  cause();
  await eventually(() => told, `the client tells that it is ${event}`);
}

/** Asks the library. @returns what it calls back with */
export function ask<T extends unknown[]>(question: (answer: Answer<T>) => void): Promise<T> {
  return new Promise((resolve, reject) => {
    question((error, ...values) => {
      if (error) reject(error);
      else resolve(values);
    });
  });
}

/** Asks for what must be refused. */
export async function refused<T extends unknown[]>(
  why: keyof typeof library.Exception,
  question: (answer: Answer<T>) => void,
): Promise<void> {
  const code = await new Promise<number | undefined>((resolve) => {
    question((error, ..._) => resolve(error?.getCode()));
  });
  equal(code, library.Exception[why], `expected ${why}`);
}

/** Creates a znode. @returns its name, which may have got a number */
export async function make(
  client: Client,
  path: string,
  { data = "", acls = library.ACL.OPEN_ACL_UNSAFE, mode = "PERSISTENT" }: Making = {},
): Promise<string> {
  const [name] = await ask((answer: Answer<[string]>) =>
    client.create(path, Buffer.from(data), acls, library.CreateMode[mode], answer),
  );
  return name;
}

export interface Making {
  data?: string;
  acls?: ACL[];
  mode?: keyof typeof library.CreateMode;
}

export async function write(client: Client, path: string, data: string, version = -1): Promise<number> {
  const [stat] = await ask((answer: Answer<[{ version: number }]>) =>
    client.setData(path, Buffer.from(data), version, answer),
  );
  return stat.version;
}

export async function read(client: Client, path: string): Promise<string> {
  const [data] = await ask((answer: Answer<[Buffer | undefined, unknown]>) => client.getData(path, answer));
  return String(data ?? "");
}

export async function children(client: Client, path: string): Promise<string[]> {
  const [names] = await ask((answer: Answer<[string[], unknown]>) => client.getChildren(path, answer));
  return names.sort();
}

export async function isThere(client: Client, path: string): Promise<boolean> {
  const [stat] = await ask((answer: Answer<[unknown]>) => client.exists(path, answer));
  return stat !== null;
}

/** Waits until a condition holds. The library has no sync, so what another has written may take a moment. */
export async function eventually(condition: () => boolean | Promise<boolean>, what: string): Promise<void> {
  const end = Date.now() + PATIENCE;
  while (!(await condition())) {
    if (Date.now() > end) throw new Error(`not within ${PATIENCE / 1000} s: ${what}`);
    await sleep(20);
  }
}

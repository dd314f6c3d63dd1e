import { sleep } from "../../interop/processes";
import type { Evidence } from "./evidence";
import { type Answer, NO_SESSION, readPlaces, type SessionTicket, WireSession } from "./wire-session";

const NO_NODE = -101;
const NODE_EXISTS = -110;
const SESSION_EXPIRED = -112;
const EPHEMERAL = 1;
const MINE_PARENT = "/chaos/live";

/** In ms. */
const SESSION_TIMEOUT = 2_000;

export interface Surroundings {
  /** Where servers can be reached. */
  ports: readonly number[];
  registers: readonly string[];
  evidence: Evidence;
  /** From 0 to 1. */
  random: () => number;
}

/** A client that writes and reads, goes elsewhere when it is cut off, and looks after its ephemeral. */
export class ChaosClient {
  done = 0;
  /** Sessions that ended against its will. */
  expired = 0;
  readonly #name: string;
  readonly #around: Surroundings;
  #ticket: SessionTicket = NO_SESSION;
  #lastZxid = 0n;
  /** Whether the ephemeral of this session was acknowledged. */
  #hasEphemeral = false;
  #wire: WireSession | undefined;
  #count = 0;
  #stopped = false;

  constructor(name: string, around: Surroundings) {
    this.#name = name;
    this.#around = around;
  }

  get ephemeral(): string {
    return `${MINE_PARENT}/${this.#ticket.id.toString(16)}`;
  }

  /** Goes on until it is stopped. */
  async run(): Promise<void> {
    while (!this.#stopped) {
      if (this.#wire === undefined && !(await this.#connect())) continue;
      if (this.#around.random() < 0.5) await this.#write();
      else await this.#read();
    }
  }

  stop(): void {
    this.#stopped = true;
  }

  /** Once all is well: closes the session, or only the connection. @returns the ephemeral that must go */
  async leave(politely: boolean): Promise<string> {
    for (const end = Date.now() + 30_000; !(await this.#connectIfNeeded()) && Date.now() < end;);
    const path = this.ephemeral;
    if (politely) await this.#wire?.close();
    else this.#wire?.drop();
    this.#wire = undefined;
    return path;
  }

  async #connectIfNeeded(): Promise<boolean> {
    return this.#wire !== undefined || this.#connect();
  }

  async #connect(): Promise<boolean> {
    const { ports, random, evidence } = this.#around;
    const port = ports[Math.floor(random() * ports.length)]!;
    const wire = await WireSession.open(port, SESSION_TIMEOUT, this.#lastZxid, this.#ticket);
    if (wire === undefined) {
      await sleep(50);
      return false;
    }
    if (wire.ticket.id === 0n) {
      await this.#expire();
      return false;
    }
    const isNew = wire.ticket.id !== this.#ticket.id;
    if (isNew && this.#ticket.id !== 0n) {
      evidence.findings.push(`${this.#name} asked for its session and was given another`);
    }
    this.#ticket = wire.ticket;
    this.#wire = wire;
    return isNew || !this.#hasEphemeral ? this.#createEphemeral() : this.#seeEphemeral();
  }

  /** The session is over: what it left must be gone. */
  async #expire(): Promise<void> {
    const { ports, random, evidence } = this.#around;
    const left = this.ephemeral;
    this.expired += 1;
    this.#ticket = NO_SESSION;
    this.#hasEphemeral = false;
    const port = ports[Math.floor(random() * ports.length)]!;
    const wire = await WireSession.open(port, SESSION_TIMEOUT, this.#lastZxid, NO_SESSION);
    if (wire === undefined) return;
    const synced = await wire.sync("/");
    const answer = synced?.error === 0 ? await wire.getData(left) : undefined;
    if (answer?.error === 0) evidence.findings.push(`${left} is there and its session is over`);
    await wire.close();
  }

  async #createEphemeral(): Promise<boolean> {
    const answer = await this.#ask((wire) => wire.create(this.ephemeral, this.#name, EPHEMERAL));
    this.#hasEphemeral = answer !== undefined && (answer.error === 0 || answer.error === NODE_EXISTS);
    return this.#hasEphemeral;
  }

  async #seeEphemeral(): Promise<boolean> {
    const answer = await this.#ask((wire) => wire.getData(this.ephemeral));
    if (answer?.error === NO_NODE) {
      this.#around.evidence.findings.push(`${this.ephemeral} is gone and its session isn't over`);
    }
    return answer?.error === 0;
  }

  async #write(): Promise<void> {
    const register = this.#anyRegister();
    const value = `${this.#name}-${(this.#count += 1)}`;
    const { registers, sessions } = this.#around.evidence;
    const input = { kind: "write", value, register } as const;
    const call = registers.invoke(this.#name, input);
    const seen = sessions.invoke(this.#session, input);
    const answer = await this.#ask((wire) => wire.setData(register, value));
    if (answer?.error === 0) {
      call.ok(null, readPlaces(answer.body).mzxid);
      seen.ok(null, answer.zxid);
      this.done += 1;
    } else {
      call.unknown();
      seen.unknown();
    }
  }

  async #read(): Promise<void> {
    const register = this.#anyRegister();
    const { registers, sessions } = this.#around.evidence;
    const input = { kind: "read", register } as const;
    const call = registers.invoke(this.#name, input);
    const seen = sessions.invoke(this.#session, input);
    const answer = await this.#ask((wire) => wire.getData(register));
    if (answer?.error === 0) {
      const value = Buffer.from(answer.body.buffer()).toString();
      call.ok(value, readPlaces(answer.body).mzxid);
      seen.ok(value, answer.zxid);
      this.done += 1;
    } else {
      call.fail();
      seen.fail();
    }
  }

  /** Asks. Whoever isn't answered, or is told that its session is over, connects anew. */
  async #ask(ask: (wire: WireSession) => Promise<Answer | undefined>): Promise<Answer | undefined> {
    const answer = await ask(this.#wire!);
    if (answer !== undefined && answer.zxid > this.#lastZxid) this.#lastZxid = answer.zxid;
    if (answer === undefined || answer.error === SESSION_EXPIRED) {
      this.#wire!.drop();
      this.#wire = undefined;
    }
    return answer;
  }

  #anyRegister(): string {
    const { registers, random } = this.#around;
    return registers[Math.floor(random() * registers.length)]!;
  }

  get #session(): string {
    return `${this.#name} in ${this.#ticket.id.toString(16)}`;
  }
}

import type { Connection, ConnectionHandler, Host, Timer } from "#lab/host";
import {
  type DeskMessage,
  type FromDesk,
  OFFSETS_SERVICE,
  type OffsetQuestion,
  type OffsetReply,
} from "./messages";

/** So long it waits for an answer, in ms. */
const PATIENCE = 1_000;

/**
 * One question at a time to one broker after another, until one of them is the right one. Nothing to write here.
 */
export class Asker implements ConnectionHandler<DeskMessage> {
  readonly #host: Host;
  readonly #brokers: readonly string[];
  #turn: number;
  #connection: Connection<DeskMessage> | undefined;
  #id = 0;
  #asked: { id: number; told: (reply: OffsetReply | undefined) => void; patience: Timer } | undefined;

  constructor(host: Host, brokers: readonly string[]) {
    this.#host = host;
    this.#brokers = brokers;
    this.#turn = host.random.below(brokers.length);
  }

  /** @param told the answer; undefined if there was none, or not by whoever knows: then the next one goes to another */
  ask(question: OffsetQuestion, told: (reply: OffsetReply | undefined) => void): void {
    const id = (this.#id += 1);
    const patience = this.#host.clock.after(PATIENCE, () => this.#elsewhere());
    this.#asked = { id, told, patience };
    this.#connection ??= this.#host.network.connect<DeskMessage>(
      this.#brokers[this.#turn % this.#brokers.length]!,
      OFFSETS_SERVICE,
      this,
    );
    this.#connection.send({ id, ...question });
  }

  stop(): void {
    this.#asked?.patience.cancel();
    this.#asked = undefined;
    this.#connection?.close();
    this.#connection = undefined;
  }

  onMessage(connection: Connection<DeskMessage>, message: DeskMessage): void {
    if (connection !== this.#connection || this.#asked?.id !== message.id) return;
    const { id: _id, ...reply } = message as FromDesk;
    if (reply.error === "NOT_COORDINATOR" || reply.error === "NOT_LEADER_OR_FOLLOWER")
      return this.#elsewhere();
    const { told, patience } = this.#asked;
    patience.cancel();
    this.#asked = undefined;
    told(reply);
  }

  onClose(connection: Connection<DeskMessage>): void {
    if (connection === this.#connection) this.#elsewhere();
  }

  #elsewhere(): void {
    const told = this.#asked?.told;
    this.stop();
    this.#turn += 1;
    told?.(undefined);
  }
}

import type { Connection, ConnectionHandler, Host, Timer } from "#lab/host";
import { GROUP_SERVICE } from "./coordinator";
import type { FromCoordinator, GroupReply, ToCoordinator } from "./messages";

/** A request without its number. */
export type Question = ToCoordinator extends infer M ? (M extends M ? Omit<M, "request"> : never) : never;

/** Between two tries to reach the coordinator, in ms. */
export const PAUSE = 200;

interface Asked {
  question: Question;
  request: number;
  /** When it was asked the first time. */
  at: number;
  told: (reply: GroupReply, askedAt: number) => void;
  patience: Timer;
}

/**
 * One question at a time to a coordinator. It is asked again if the connection breaks, and given up after a while: then
 * nobody knows whether it arrived. Nothing to write here.
 */
export class Asking implements ConnectionHandler<FromCoordinator> {
  readonly #host: Host;
  readonly #coordinator: string | (() => string);
  #connection: Connection<FromCoordinator> | undefined;
  #requests = 0;
  #asked: Asked | undefined;

  /** @param coordinator whom to dial; or a question after it, asked before each dialling */
  constructor(host: Host, coordinator: string | (() => string)) {
    this.#host = host;
    this.#coordinator = coordinator;
  }

  /**
   * Asks, in place of what was asked before.
   * @param patience in ms
   * @param told the answer, and when it was asked for
   * @param unanswered called instead of `told`
   */
  ask(question: Question, patience: number, told: Asked["told"], unanswered: () => void): void {
    this.#forget();
    const { clock } = this.#host;
    const giveUp = (): void => {
      this.hangUp();
      unanswered();
    };
    this.#asked = { question, told, request: 0, at: clock.now(), patience: clock.after(patience, giveUp) };
    this.#send(this.#asked);
  }

  /** Says something to which no answer is awaited. */
  say(question: Question): void {
    this.#dialled().send({ request: ++this.#requests, ...question });
  }

  hangUp(): void {
    this.#forget();
    this.#connection?.close();
    this.#connection = undefined;
  }

  onMessage(connection: Connection<FromCoordinator>, message: FromCoordinator): void {
    const asked = this.#asked;
    if (connection !== this.#connection || asked?.request !== message.request) return;
    this.#forget();
    asked.told(message, asked.at);
  }

  onClose(connection: Connection<FromCoordinator>): void {
    if (connection !== this.#connection) return;
    this.#connection = undefined;
    const asked = this.#asked;
    if (asked === undefined) return;
    this.#host.clock.after(PAUSE, () => {
      if (this.#asked === asked) this.#send(asked);
    });
  }

  #send(asked: Asked): void {
    asked.request = ++this.#requests;
    this.#dialled().send({ request: asked.request, ...asked.question });
  }

  #dialled(): Connection<ToCoordinator> {
    const coordinator = this.#coordinator;
    this.#connection ??= this.#host.network.connect<FromCoordinator>(
      typeof coordinator === "string" ? coordinator : coordinator(),
      GROUP_SERVICE,
      this,
    );
    return this.#connection as unknown as Connection<ToCoordinator>;
  }

  #forget(): void {
    this.#asked?.patience.cancel();
    this.#asked = undefined;
  }
}

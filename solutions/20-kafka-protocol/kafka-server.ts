import type { ByteConnection, ByteHandler, Host } from "#lab/host";
import { addressOf, Doorkeeper } from "#zookeeper-protocol/limits";
import type { Route } from "./api";
import { apiVersionsRoute, KafkaConnection } from "./kafka-connection";

/** The service that Kafka's own clients dial. */
export const KAFKA_SERVICE = "kafka";

// #region show limits
export interface KafkaLimits {
  /** How many clients may come from one address: `max.connections.per.ip`. */
  clientsPerAddress: number;
  /** Most bytes of a request: `socket.request.max.bytes`. */
  requestBytes: number;
}

export const KAFKA_LIMITS: KafkaLimits = { clientsPerAddress: 1_000, requestBytes: 16 * 1024 * 1024 };
// #endregion

/** Meets Kafka's clients, and hands what they ask for to whoever answers it. Nothing to write here. */
export class KafkaServer implements ByteHandler {
  readonly #routes = new Map<number, Route>();
  readonly #connections = new Map<ByteConnection, KafkaConnection>();
  readonly #limits: KafkaLimits;
  readonly #doorkeeper: Doorkeeper;

  constructor(host: Host, routes: readonly Route[], limits: KafkaLimits = KAFKA_LIMITS) {
    for (const route of [apiVersionsRoute(this.#routes), ...routes]) this.#routes.set(route.api.key, route);
    this.#limits = limits;
    this.#doorkeeper = new Doorkeeper(limits.clientsPerAddress);
    host.network.listenBytes(KAFKA_SERVICE, this);
  }

  get clients(): number {
    return this.#connections.size;
  }

  onOpen(wire: ByteConnection): void {
    if (!this.#doorkeeper.admits(addressOf(wire.peer))) return wire.close();
    this.#connections.set(wire, new KafkaConnection(wire, this.#routes, this.#limits.requestBytes));
  }

  onBytes(wire: ByteConnection, bytes: Uint8Array): void {
    this.#connections.get(wire)?.receive(bytes);
    if (!wire.open) this.#forget(wire);
  }

  onClose(wire: ByteConnection): void {
    this.#forget(wire);
  }

  onDrain(wire: ByteConnection): void {
    this.#connections.get(wire)?.drained();
    if (!wire.open) this.#forget(wire);
  }

  #forget(wire: ByteConnection): void {
    if (this.#connections.delete(wire)) this.#doorkeeper.left(addressOf(wire.peer));
  }
}

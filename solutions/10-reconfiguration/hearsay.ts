import type { DatagramHandler, Host } from "#lab/host";
import { formatConfiguration, parseConfiguration } from "./config";
import type { DynamicMembership } from "./dynamic-membership";

/** The service that servers ask each other on about the configuration. Datagrams: they may be lost, and come twice. */
export const HEARSAY_SERVICE = "configuration";

// #region show hearsay
export type Hearsay =
  /** Who belongs to the ensemble? */
  { type: "ask" } | Tell;

/** Configurations are as `formatConfiguration` writes them. */
export interface Tell {
  type: "tell";
  /** The last that is known to be committed. */
  committed: Uint8Array;
  /** The one that is in the log behind it. */
  proposed?: Uint8Array;
  /** The epoch whose leader the server is up to date with; 0 if it isn't. */
  epoch: number;
}
// #endregion

/**
 * A server that finds no leader may have been away for so long that it looks among the wrong servers. So it asks all
 * those of whom it knows, and any server that knows more tells it.
 */
export class HearsayExchange implements DatagramHandler<Hearsay> {
  readonly #host: Host;
  readonly #membership: DynamicMembership;
  readonly #seeds: readonly string[];
  readonly #interval: number;
  readonly #epoch: () => number | undefined;

  /**
   * @param seeds names of servers that are asked besides the members
   * @param interval between two questions, in ms
   * @param epoch the one whose leader this server is or follows, once it is up to date; else undefined. While it is, it
   *   asks nobody and believes nobody: what is committed comes to it in order
   */
  constructor(
    host: Host,
    membership: DynamicMembership,
    seeds: readonly string[],
    interval: number,
    epoch: () => number | undefined,
  ) {
    this.#host = host;
    this.#membership = membership;
    this.#seeds = seeds;
    this.#interval = interval;
    this.#epoch = epoch;
    host.network.receive(HEARSAY_SERVICE, this);
    this.#askLater();
  }

  onDatagram(server: string, service: string, message: Hearsay): void {
    // #region write hearsay: A question is answered, whoever asks. And an answer?
    if (message.type === "ask") {
      this.#host.network.post(server, service, HEARSAY_SERVICE, this.#known());
    } else if (this.#epoch() === undefined) {
      const proposed = message.proposed && parseConfiguration(message.proposed);
      this.#membership.onHeard(parseConfiguration(message.committed), proposed, message.epoch);
    }
    // #endregion
  }

  #askLater(): void {
    this.#host.clock.after(this.#interval, () => {
      if (this.#epoch() === undefined) this.#ask();
      this.#askLater();
    });
  }

  #ask(): void {
    // #region write hearsay: Those who were given at the start, and all that it has heard of since.
    const names = new Set([...this.#seeds, ...this.#membership.members.list.map(({ name }) => name)]);
    names.delete(this.#host.name);
    for (const name of names)
      this.#host.network.post(name, HEARSAY_SERVICE, HEARSAY_SERVICE, { type: "ask" });
    // #endregion
  }

  // #region own hearsay: Room for helpers of your own.
  #known(): Tell {
    const { committed, proposed } = this.#membership;
    return {
      type: "tell",
      committed: formatConfiguration(committed),
      ...(proposed !== undefined && { proposed: formatConfiguration(proposed) }),
      epoch: this.#epoch() ?? 0,
    };
  }
  // #endregion
}

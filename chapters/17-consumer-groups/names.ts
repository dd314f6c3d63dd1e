import type { Clock, Random, Timer } from "#lab/host";
import type { MemberId } from "./assignor";

/**
 * Names that were given, and whose owners haven't come with them yet. They are no members, and nobody waits for them.
 * Nothing to write here.
 *
 * Source: KIP-394, Require member.id for initial join group request.
 */
export class Names {
  readonly #clock: Clock;
  readonly #draw: (instance?: string) => MemberId;
  readonly #given = new Map<MemberId, Timer>();

  /** @param draw makes a name that no member has or had */
  constructor(clock: Clock, draw: (instance?: string) => MemberId) {
    this.#clock = clock;
    this.#draw = draw;
  }

  get size(): number {
    return this.#given.size;
  }

  /**
   * A name for somebody who comes with it within `ms`. After that it is forgotten.
   * @param instance what it begins with, for whoever reads it
   */
  give(ms: number, instance?: string): MemberId {
    const member = this.#draw(instance);
    this.#given.set(
      member,
      this.#clock.after(ms, () => this.#given.delete(member)),
    );
    return member;
  }

  /** @returns whether it was a name that was given, and not come with yet */
  take(member: MemberId): boolean {
    this.#given.get(member)?.cancel();
    return this.#given.delete(member);
  }

  clear(): void {
    for (const member of [...this.#given.keys()]) this.take(member);
  }
}

/** Draws names that no member has or had. They begin with the lasting name, for whoever reads them. */
export function drawNames(random: Random): (instance?: string) => MemberId {
  return (instance = "member") => `${instance}-${hexOf(random.bytes(8))}`;
}

function hexOf(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

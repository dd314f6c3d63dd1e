import type { World } from "../world/world";

/**
 * A world that people watch while it runs, and in which they make things go wrong. A chapter exports one, `stage`, from
 * tests/NN-slug/stage.ts; the runner shows it in the terminal.
 */
export interface Stage {
  /** What there is to see: "An ensemble". */
  readonly title: string;
  /** How many servers it can have; the first is the default. */
  readonly sizes: readonly number[];

  /** Fills a fresh world. What must always hold may be registered with it: the show stops when it doesn't. */
  open(world: World, size: number): Show;
}

/** A world that was filled for people to watch. */
export interface Show {
  /** The servers that something can befall, in the order in which they are shown. */
  readonly servers: readonly string[];
  /** Others that are shown in the picture of what passes between them: clients. */
  readonly others: readonly string[];

  /** What a server is doing. Asked only while it is up. */
  look(server: string): Sight;

  /** What can be said of the whole, a line each. */
  summary(): readonly string[];

  /**
   * A message, told in a few words.
   * @param label the message as the lab's recording describes it
   * @returns undefined for one that isn't worth showing: a heartbeat
   */
  tell(label: string): string | undefined;
}

/** A server as people see it. */
export interface Sight {
  /** In one or two words: "LEADING". */
  readonly role: string;
  /** Whether that is as it should be, on its way there, or neither. */
  readonly mood: "good" | "busy" | "bad";
  /** A few more things, by their names: ["zxid", "(2, 17)"]. */
  readonly facts: readonly (readonly [name: string, value: string])[];
}

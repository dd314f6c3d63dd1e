import type { Span } from "../world/network";

/**
 * Something that is done to a world at a time. It is plain data, and says by itself all that it does: a list of actions
 * and a seed make a run, wherever the list came from. A fault carries its own end, so that any part of a list is a
 * sensible list too.
 */
export type Action = { /** Virtual time in ms since the run began. */ readonly at: number } & Fault;

/** Times and lengths in ms. */
export type Fault = ServerFault | LinkFault | GroupFault | DatagramFault | DiskFault | OwnFault;

/**
 * What befalls one server. It is up and runs again after `ms`.
 *
 * - `kill`: its process dies, and what it wrote is kept
 * - `power-cut`: only what it flushed is sure to be kept
 * - `pause`: it stands still and does not know
 * - `wipe`: it dies and its disk is empty
 * - `isolate`: nothing gets to it, from it, or both
 */
export type ServerFault =
  | { readonly kind: "kill" | "power-cut" | "pause" | "wipe"; readonly on: string; readonly ms: number }
  | {
      readonly kind: "isolate";
      readonly on: string;
      readonly direction: "both" | "in" | "out";
      readonly ms: number;
    };

/**
 * What befalls the way from one server to another.
 *
 * - `cut`: nothing gets through, and connections break
 * - `clog`: everything is held back, and goes on after `ms`
 * - `slow`: everything takes `delay`
 * - `break`: the connections between the two break now
 */
export type LinkFault =
  | { readonly kind: "cut" | "clog"; readonly from: string; readonly to: string; readonly ms: number }
  | {
      readonly kind: "slow";
      readonly from: string;
      readonly to: string;
      readonly delay: Span;
      readonly ms: number;
    }
  | { readonly kind: "break"; readonly from: string; readonly to: string };

/** `split`: nothing gets from one group to another. Who is in no group reaches all: a bridge. */
export interface GroupFault {
  readonly kind: "split";
  readonly groups: readonly (readonly string[])[];
  readonly ms: number;
}

/** `datagrams`: some are lost, some come twice. */
export interface DatagramFault {
  readonly kind: "datagrams";
  readonly loss: number;
  readonly duplication: number;
  readonly ms: number;
}

/**
 * What befalls a disk.
 *
 * - `flush-error`: a flush fails with this chance
 * - `full-disk`: no more bytes fit
 * - `lying-flush`: flushes call back and keep nothing
 * - `bit-flip`: one bit of one file turns; `place` in [0, 1) says which, among all bits of all files
 */
export type DiskFault =
  | { readonly kind: "flush-error"; readonly on: string; readonly chance: number; readonly ms: number }
  | { readonly kind: "full-disk" | "lying-flush"; readonly on: string; readonly ms: number }
  | { readonly kind: "bit-flip"; readonly on: string; readonly place: number };

/** Something that only the scenario knows: see `OwnAct`. */
export interface OwnFault {
  readonly kind: "own";
  readonly name: string;
  /** Plain JSON. */
  readonly with?: unknown;
}

/** Every kind of fault that the sweep can do by itself. */
export type FaultKind = Exclude<Fault["kind"], "own">;

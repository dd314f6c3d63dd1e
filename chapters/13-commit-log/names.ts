import type { Offset } from "./record-batch";

/** Files of a segment are named by the offset at which it begins. Nothing to write here. */
export const LOG = ".log";
export const OFFSET_INDEX = ".index";
export const TIME_INDEX = ".timeindex";
/** A segment that is being compacted, until it takes the place of the old one. */
export const CLEANED = ".cleaned";

/** Twenty decimal digits, so that names sort as offsets do. */
export function nameOf(base: Offset, suffix: string): string {
  return `${base.toString().padStart(20, "0")}${suffix}`;
}

/** The offset of a name with this suffix; undefined for any other name. */
export function baseOf(name: string, suffix: string): Offset | undefined {
  const digits = name.endsWith(suffix) ? name.slice(0, -suffix.length) : "";
  return /^[0-9]{20}$/.test(digits) ? BigInt(digits) : undefined;
}

import type { DiskError } from "../host";
import type { SeededRandom } from "./random";

type Change = { readonly appended: Uint8Array } | { readonly cutTo: number };

/**
 * The content of a file: what a read sees, and what would be there after a loss of power.
 *
 * The durable content is not held a second time. It is the start of the present content, up to where something was cut
 * off since the last flush, followed by what was cut off.
 */
export class SimFile {
  /** Set when a write or flush failed: nothing more of this file becomes durable in this life of the server. */
  error: DiskError | undefined;
  size = 0;
  private data: Uint8Array = new Uint8Array(64);
  private intact = 0;
  private cutOff: Uint8Array = new Uint8Array(0);
  /** Not durable yet, in their order. */
  private changes: Change[] = [];

  read(offset: number, length: number): Uint8Array {
    return this.data.slice(Math.min(offset, this.size), Math.min(offset + length, this.size));
  }

  append(bytes: Uint8Array): void {
    const appended = new Uint8Array(bytes);
    this.changes.push({ appended });
    this.write(appended);
  }

  truncate(size: number): void {
    this.changes.push({ cutTo: size });
    if (size < this.intact) {
      this.cutOff = join(this.data.slice(size, this.intact), this.cutOff);
      this.intact = size;
    }
    this.size = size;
  }

  flipBit(bit: number): void {
    const at = bit >> 3;
    this.data[at] = this.data[at]! ^ (1 << (bit & 7));
  }

  /** Returns what makes the content, as it is now, durable. */
  keep(): () => void {
    const covered = this.changes.length;
    return () => {
      const later = this.changes.slice(covered);
      if (later.every((change) => "appended" in change)) {
        const added = later.reduce((sum, change) => sum + change.appended.length, 0);
        this.intact = this.size - added;
        this.cutOff = new Uint8Array(0);
      } else {
        const durable = this.after(this.changes.slice(0, covered));
        this.intact = Math.min(
          durable.length,
          ...later.map((change) => ("cutTo" in change ? change.cutTo : Infinity)),
        );
        this.cutOff = durable.slice(this.intact);
      }
      this.changes = later;
    };
  }

  /** Keeps the durable content and, by chance, the first of the later changes; the last of them may be torn. */
  losePower(random: SeededRandom): void {
    const kept = random.below(this.changes.length + 1);
    const torn = this.changes[kept];
    let content = this.after(this.changes.slice(0, kept));
    if (torn && "appended" in torn) content = join(content, tear(torn.appended, random));
    this.data = content;
    this.size = content.length;
    this.intact = content.length;
    this.cutOff = new Uint8Array(0);
    this.changes = [];
    this.error = undefined;
  }

  /** The durable content with some changes made to it. */
  private after(changes: readonly Change[]): Uint8Array {
    const result = new SimFile();
    result.write(this.data.subarray(0, this.intact));
    result.write(this.cutOff);
    for (const change of changes) {
      if ("appended" in change) result.write(change.appended);
      else result.size = change.cutTo;
    }
    return result.read(0, Infinity);
  }

  private write(bytes: Uint8Array): void {
    const end = this.size + bytes.length;
    if (end > this.data.length) {
      const larger = new Uint8Array(Math.max(end, this.data.length * 2, 64));
      larger.set(this.data.subarray(0, this.size));
      this.data = larger;
    }
    this.data.set(bytes, this.size);
    this.size = end;
  }
}

/** What a loss of power leaves of an append: nothing, its start, or its start and zeros to its full length. */
function tear(appended: Uint8Array, random: SeededRandom): Uint8Array {
  const written = random.below(appended.length + 1);
  const kind = random.below(3);
  if (kind === 0) return new Uint8Array(0);
  if (kind === 1) return appended.slice(0, written);
  const zeroed = new Uint8Array(appended.length);
  zeroed.set(appended.subarray(0, written));
  return zeroed;
}

function join(a: Uint8Array, b: Uint8Array): Uint8Array {
  const joined = new Uint8Array(a.length + b.length);
  joined.set(a);
  joined.set(b, a.length);
  return joined;
}

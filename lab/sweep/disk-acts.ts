import type { SimDisk } from "../world/disk";
import type { World } from "../world/world";
import type { DiskFault } from "./action";
import type { Watcher } from "./watcher";

type LastingKind = Exclude<DiskFault["kind"], "bit-flip">;

/** Does faults to the disks of one run. Of one kind, a disk has one fault at a time. */
export class DiskActs {
  private readonly having = new Map<string, Set<LastingKind>>();

  /** @param fired told when a fault that waits for a flush had one */
  constructor(
    private readonly world: World,
    private readonly watcher: Watcher,
    private readonly fired: (kind: LastingKind) => void,
  ) {}

  /** Whether a disk has a fault that may bring its server to a halt. */
  mayHalt(name: string): boolean {
    const faults = this.having.get(name);
    return faults !== undefined && (faults.has("flush-error") || faults.has("full-disk"));
  }

  /** @returns false if there is nothing that it could befall */
  do(fault: DiskFault): boolean {
    const { disk } = this.world.machine(fault.on);
    if (fault.kind === "bit-flip") return flipBit(disk, fault.place);
    let faults = this.having.get(fault.on);
    if (faults === undefined) this.having.set(fault.on, (faults = new Set()));
    if (faults.has(fault.kind)) return false;
    faults.add(fault.kind);
    this.watch(fault.on, faults);
    set(disk, fault.kind, fault.kind === "flush-error" ? fault.chance : 1);
    this.world.record("fault", fault.on, TOLD[fault.kind]);
    this.world.after(fault.ms, () => {
      faults.delete(fault.kind);
      set(disk, fault.kind, 0);
    });
    return true;
  }

  /** Takes back everything. */
  end(): void {
    this.watcher.onFlush.clear();
    for (const [name, faults] of this.having) {
      for (const kind of faults) set(this.world.machine(name).disk, kind, 0);
      faults.clear();
    }
  }

  private watch(name: string, faults: ReadonlySet<LastingKind>): void {
    this.watcher.onFlush.set(name, (failed) => {
      for (const kind of faults) if (failed !== (kind === "lying-flush")) this.fired(kind);
    });
  }
}

const TOLD: Record<LastingKind, string> = {
  "flush-error": "flushes may fail",
  "full-disk": "the disk is full",
  "lying-flush": "flushes keep nothing",
};

function set({ faults }: SimDisk, kind: LastingKind, chance: number): void {
  if (kind === "flush-error") faults.flushErrors = chance;
  else if (kind === "full-disk") faults.full = chance > 0;
  else faults.lies = chance > 0;
}

function flipBit(disk: SimDisk, place: number): boolean {
  const files = disk.files().map((name) => ({ name, bits: disk.content(name).length * 8 }));
  const total = files.reduce((sum, { bits }) => sum + bits, 0);
  let bit = Math.floor(place * total);
  for (const { name, bits } of files) {
    if (bit < bits) {
      disk.flipBit(name, bit);
      return true;
    }
    bit -= bits;
  }
  return false;
}

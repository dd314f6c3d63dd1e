import type { Host } from "#lab/host";
import { bytes, text } from "#lab/testing/bytes";
import type { ServerId } from "#quorum/members";
import type { Standing } from "#leader-election/vote";

const FILE = "currentEpoch";
const DRAFT = "currentEpoch.draft";

/** How far a server has come, and which leader began the epoch that it is in; 0 for none. */
export interface Place extends Standing {
  of: ServerId;
}

/**
 * Where a server is, durable, in place of all that a real one has on its disk. The file has the name by which a server
 * knows that it has taken part in an epoch.
 */
export class StandingFile {
  #waiting: { place: Place; done: () => void }[] = [];
  #writing = false;

  constructor(private readonly host: Host) {}

  read(): Place {
    const { disk } = this.host;
    if (!disk.exists(FILE)) return { epoch: 0, zxid: 0n, of: 0 };
    const [epoch, zxid, of] = text(disk.read(FILE, 0, disk.size(FILE))).split(" ");
    return { epoch: Number(epoch), zxid: BigInt(zxid!), of: Number(of) };
  }

  /** @param done called when it is durable; of several that wait only the last is written */
  keep(place: Place, done: () => void): void {
    this.#waiting.push({ place, done });
    if (!this.#writing) this.#write();
  }

  #write(): void {
    const batch = this.#waiting.splice(0);
    const last = batch.at(-1);
    if (last === undefined) return;
    this.#writing = true;
    const { disk } = this.host;
    const { epoch, zxid, of } = last.place;
    if (disk.exists(DRAFT)) disk.remove(DRAFT);
    disk.append(DRAFT, bytes(`${epoch} ${zxid} ${of}`));
    disk.flush(DRAFT, () => {
      disk.rename(DRAFT, FILE);
      disk.flushFolder("", () => {
        this.#writing = false;
        for (const { done } of batch) done();
        if (!this.#writing) this.#write();
      });
    });
  }
}

import { type Host, sleep } from "#lab/host";
import { bytes } from "#lab/testing/bytes";
import type { KeeperClient } from "#master-election/keeper-client";
import { failedBy } from "#master-election/watching";
import { showZxid } from "#zab/zxids";
import type { Zxid } from "#znode-tree/changes";
import { PATHS, PRESENT, type Overseer } from "./overseer";

/** Between two things that a customer does, in ms. */
const PAUSE = 40;

/** A client that writes, reads and watches, and tells the overseer what it is told. */
export class Customer {
  /** When something that it asked for was done for the last time, in ms. */
  lastAnswer = 0;
  #count = 0;

  constructor(
    private readonly host: Host,
    private readonly overseer: Overseer,
    private readonly syncs: boolean,
  ) {}

  /** Does one thing after another with one session, until that is over. */
  async live(keeper: KeeperClient): Promise<void> {
    const watched = new Map<string, { mzxid: Zxid; told: boolean }>();
    let isPresent = false;
    for (;;) {
      try {
        if (!isPresent) isPresent = await this.#appear(keeper);
        const path = this.host.random.pick(PATHS);
        const dice = this.host.random.below(8);
        if (dice < 4) await this.#write(keeper, path);
        else if (dice === 4 && this.syncs) await keeper.sync(path);
        else await this.#read(keeper, path, watched);
        this.lastAnswer = this.host.clock.now();
      } catch (error) {
        if (!failedBy(error, "ConnectionLoss", "SessionMoved", "NoNode", "NodeExists")) throw error;
      }
      await sleep(this.host.clock, this.host.random.below(PAUSE));
    }
  }

  /** What must be there is created by whoever comes first. */
  async #appear(keeper: KeeperClient): Promise<boolean> {
    for (const path of [PRESENT, ...PATHS]) {
      try {
        await keeper.create(path, bytes(""));
      } catch (error) {
        if (!failedBy(error, "NodeExists")) throw error;
      }
    }
    await keeper.create(`${PRESENT}/${this.host.name}-`, bytes(""), { ephemeral: true, sequential: true });
    return true;
  }

  async #write(keeper: KeeperClient, path: string): Promise<void> {
    const value = `${this.host.name}-${keeper.session % 65_536n}-${++this.#count}`;
    const call = this.overseer.history.invoke(this.host.name, { write: path, value });
    try {
      const stat = await keeper.setData(path, bytes(value));
      call.ok(null, stat.mzxid);
      this.overseer.wrote(path, value, stat, keeper.session);
    } catch (error) {
      if (failedBy(error, "NoNode")) call.fail();
      else call.unknown();
      throw error;
    }
  }

  async #read(
    keeper: KeeperClient,
    path: string,
    watched: Map<string, { mzxid: Zxid; told: boolean }>,
  ): Promise<void> {
    const before = watched.get(path);
    const watch = { mzxid: 0n, told: false };
    const { data, stat } = await keeper.getData(path, () => (watch.told = true));
    watch.mzxid = stat.mzxid;
    watched.set(path, watch);
    this.overseer.read(this.host.name, path, data, stat, keeper.lastZxid);
    if (before === undefined || before.told || stat.mzxid === before.mzxid) return;
    this.overseer.violation ??= {
      facts: [
        `${this.host.name} watches ${path} since it was written at ${showZxid(before.mzxid)}`,
        `it reads what was written at ${showZxid(stat.mzxid)}, and hasn't been told of a change`,
      ],
    };
  }
}

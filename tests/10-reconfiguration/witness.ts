import type { ServerId } from "#quorum/members";
import type { Host } from "#lab/host";
import { Agreement } from "#lab/checkers/invariants";
import type { Violation } from "#lab/world/failure";
import { type Configuration, configurationIn, CONFIG, parseConfiguration } from "#reconfiguration/config";
import type { Transaction } from "#sessions/changes";
import type { Database } from "#sessions/database";
import { Storage, type StorageOptions } from "#transaction-log/storage";
import type { Leader } from "#zab/leader";
import { showZxid } from "#zab/zxids";
import type { Zxid } from "#znode-tree/changes";
import { idOf, letters } from "./members";
import type { ShopWatcher } from "./shop";

/** Sees all servers at once, and says what must not be. */
export class Witness implements ShopWatcher {
  violation: Violation | undefined;
  /** All configurations that were carried out anywhere, in their order. */
  readonly configurations: Configuration[] = [];
  /** What was acknowledged, by the sale. */
  readonly sales = new Map<string, Zxid>();
  readonly #leaders = new Agreement();
  readonly #line = new Agreement();
  readonly #history = new Agreement();
  /** By server, the newest configuration on its disk. */
  readonly #durable = new Map<string, Zxid>();
  /** Leaders that have carried out a configuration without themselves, and when. */
  readonly #removed = new Map<Leader<never>, number>();

  constructor(private readonly now: () => number) {}

  /** The newest configuration that was carried out anywhere. */
  get newest(): Configuration | undefined {
    return this.configurations.at(-1);
  }

  leads(name: string, leader: Leader<never>, storage: Storage): void {
    this.#tell(this.#leaders.check(`epoch ${leader.epoch}`, name, "whoever is established"));
    // All that it has is committed by that.
    const configuration = configurationOf(storage);
    if (configuration !== undefined) this.#carriesOut(name, configuration, leader);
  }

  looks(): void {}

  delivers(name: string, transaction: Transaction, before: Zxid, leader: Leader<never> | undefined): void {
    const { zxid } = transaction;
    this.#tell(this.#history.check(`the place behind ${showZxid(before)}`, showZxid(zxid), name));
    const removedAt = leader && this.#removed.get(leader);
    if (removedAt !== undefined && this.now() > removedAt) {
      this.#tell({
        facts: [
          `${name} leads, and carried out at ${removedAt.toFixed(1)} ms that it is no participant any more`,
          `it commits ${showZxid(zxid)} at ${this.now().toFixed(1)} ms`,
        ],
      });
    }
    const configuration = configurationIn(transaction);
    if (configuration !== undefined) this.#carriesOut(name, configuration, leader);
  }

  /** A server's disk has this configuration, and none that is newer. */
  has(name: string, version: Zxid): void {
    this.#durable.set(name, version);
  }

  /** A server has read its disk. One that was wiped has had what was counted. */
  hasAtLeast(name: string, version: Zxid): void {
    if (version > (this.#durable.get(name) ?? -1n)) this.has(name, version);
  }

  #carriesOut(name: string, configuration: Configuration, leader: Leader<never> | undefined): void {
    const { version, members, previous } = configuration;
    const shown = `${letters(members)} of ${showZxid(version)}`;
    const behind =
      previous === undefined ? "nothing" : `${letters(previous.members)} of ${showZxid(previous.version)}`;
    this.#tell(this.#line.check(`the place behind configuration ${behind}`, shown, name));
    if (leader !== undefined && !members.isParticipant(idOf(name))) this.#removed.set(leader, this.now());
    const last = this.newest;
    if (last !== undefined && version <= last.version) return;
    this.configurations.push(configuration);
    if (last !== undefined && previous?.version !== last.version) {
      this.#tell({
        facts: [
          `configuration ${shown} comes behind ${behind}`,
          `the last was ${letters(last.members)} of ${showZxid(last.version)}`,
        ],
      });
    }
    const having = new Set<ServerId>(
      [...this.#durable].filter(([, has]) => has >= version).map(([each]) => idOf(each)),
    );
    for (const [what, one] of [
      ["old", previous?.members],
      ["new", members],
    ] as const) {
      if (one === undefined || one.quorum.isReachedBy(having)) continue;
      const names = [...this.#durable].filter(([, has]) => has >= version).map(([each]) => each);
      this.#tell({
        facts: [
          `${name} commits configuration ${shown} behind ${behind}`,
          `only ${names.join(" ")} have it on their disks: no quorum of the ${what} one`,
        ],
      });
    }
  }

  #tell(violation: Violation | undefined): void {
    this.violation ??= violation;
  }
}

function configurationOf({ database: { tree } }: Storage): Configuration | undefined {
  return tree.record(CONFIG) === undefined ? undefined : parseConfiguration(tree.getData(CONFIG));
}

/** A storage that tells a witness what is on its disk. */
export class OverheardStorage extends Storage {
  constructor(
    private readonly host: Host,
    options: StorageOptions,
    private readonly witness: Witness,
  ) {
    super(host, options);
  }

  override open(ready: () => void): void {
    super.open(() => {
      this.witness.hasAtLeast(this.host.name, this.#newest);
      ready();
    });
  }

  override append(transaction: Transaction, done: () => void): void {
    super.append(transaction, () => {
      const version = configurationIn(transaction)?.version;
      if (version !== undefined) this.witness.has(this.host.name, version);
      done();
    });
  }

  override truncate(zxid: Zxid, done: () => void): void {
    super.truncate(zxid, () => this.#replaced(done));
  }

  override replace(database: Database, done: () => void): void {
    super.replace(database, () => this.#replaced(done));
  }

  #replaced(done: () => void): void {
    this.witness.has(this.host.name, this.#newest);
    done();
  }

  get #newest(): Zxid {
    return configurationOf(this)?.version ?? 0n;
  }
}

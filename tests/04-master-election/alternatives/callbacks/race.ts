import type { Stat, Zxid } from "#znode-tree/changes";
import type { Keeper } from "#master-election/keeper";
import type { Role } from "#master-election/role";
import { failedBy } from "#master-election/watching";

export const MASTER = "/master";

/** The race as a machine of callbacks: it looks first, and creates only what it doesn't find. */
export class MasterRace {
  private current: { role: Role; stat?: Stat } = { role: "LOOKING" };
  private ended: (() => void) | undefined;
  private broken: ((error: unknown) => void) | undefined;
  /** Counts the looks: an answer or an event of an earlier one is stale. */
  private looks = 0;

  constructor(
    private readonly keeper: Keeper,
    private readonly name: string,
    private readonly onRole: (role: Role) => void = () => {},
  ) {}

  get role(): Role {
    return this.current.role;
  }

  get token(): Zxid | undefined {
    return this.current.role === "LEADER" ? this.current.stat?.czxid : undefined;
  }

  run(): Promise<void> {
    return new Promise((resolve, reject) => {
      this.ended = resolve;
      this.broken = reject;
      this.look();
    });
  }

  private look(): void {
    const look = ++this.looks;
    const happened = (): void => {
      if (look !== this.looks) return;
      this.set("LOOKING");
      this.look();
    };
    this.keeper.getData(MASTER, happened).then(
      ({ stat }) => {
        if (look !== this.looks) return;
        this.set(stat.ephemeralOwner === this.keeper.session ? "LEADER" : "FOLLOWER", stat);
      },
      (error: unknown) => this.failed(error, () => this.apply()),
    );
  }

  private apply(): void {
    this.keeper.create(MASTER, new TextEncoder().encode(this.name), { ephemeral: true }).then(
      () => this.look(),
      (error: unknown) => this.failed(error, () => this.look()),
    );
  }

  private failed(error: unknown, goOn: () => void): void {
    this.set("LOOKING");
    if (failedBy(error, "SessionExpired")) this.ended?.();
    else if (failedBy(error, "NoNode", "NodeExists")) goOn();
    else if (failedBy(error, "ConnectionLoss")) this.look();
    else this.broken?.(error);
  }

  private set(role: Role, stat?: Stat): void {
    const changed = role !== this.current.role;
    this.current = { role, ...(stat && { stat }) };
    if (changed) this.onRole(role);
  }
}

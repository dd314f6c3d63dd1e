import { World } from "#lab/world/world";
import { Activation } from "#reconfiguration/activation";
import { ConfigFile } from "#reconfiguration/config-file";
import { DynamicMembership } from "#reconfiguration/dynamic-membership";
import { Office } from "#reconfiguration/office";
import type { Program } from "#reconfiguration/program";
import type { Transaction } from "#sessions/changes";
import { Storage } from "#transaction-log/storage";
import type { Leader } from "#zab/leader";
import { idOf, members } from "./members";
import { writes } from "./seat";
import type { Configuration } from "#reconfiguration/config";

/** What a server's `Activation` does with what the broadcast says, which is the test; the program on top writes it down. */
export class Threshold {
  readonly world = new World({ seed: 1 });
  /** What has come through, in its order. */
  readonly through: string[] = [];
  readonly machine;

  constructor(self: string, began: Configuration) {
    const { through } = this;
    this.machine = this.world.server(self, (host) => {
      const storage = new Storage(host);
      storage.database.apply(writes(began));
      const program: Program<never> = {
        leads: () => through.push("leads"),
        follows: () => through.push("follows"),
        looks: () => through.push("looks"),
        proposed: () => {},
        deliver: (transaction) => {
          storage.database.apply(transaction);
          through.push(`delivers ${transaction.zxid}`);
        },
        receive: () => {},
        administer: () => {},
      };
      const membership = new DynamicMembership(storage, new ConfigFile(host), members("ABC"));
      const office = new Office(host, membership, program);
      return new Activation(host, idOf(self), membership, program, office, storage);
    });
  }

  leads(): this {
    let leads = true;
    const leader = {
      synced: new Set([1, 2, 3]),
      // As in chapter 8: whoever resigns is told within the call that it leads no longer.
      resign: () => {
        if (leads) this.machine.instance!.looks();
        leads = false;
      },
    };
    return this.#run((activation) => activation.leads(leader as unknown as Leader<never>));
  }

  /** The leader proposes them, and then one acknowledgement commits them all. */
  decides(...transactions: readonly Transaction[]): this {
    return this.#run((activation) => {
      for (const each of transactions) activation.proposed(each);
      for (const each of transactions) activation.deliver(each);
    });
  }

  pass(ms: number): this {
    this.world.advance(ms);
    return this;
  }

  #run(act: (activation: Activation<never>) => void): this {
    this.world.enter(this.machine.incarnation!, () => act(this.machine.instance!));
    return this;
  }
}

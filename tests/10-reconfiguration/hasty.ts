import type { Host } from "#lab/host";
import type { Quorum } from "#quorum/quorum";
import { Activation } from "#reconfiguration/activation";
import { ConfigFile } from "#reconfiguration/config-file";
import { DynamicMembership } from "#reconfiguration/dynamic-membership";
import { Office } from "#reconfiguration/office";
import { Storage } from "#transaction-log/storage";
import { Peer } from "#zab/peer";
import { idOf, members } from "./members";
import { Shop, type ShopWatcher } from "./shop";

/** Goes by the new list as soon as it is proposed: a story shows what comes of it. */
class HastyMembership extends DynamicMembership {
  override get quorum(): Quorum {
    return (this.proposed ?? this.committed).members.quorum;
  }
}

/** A server that goes by the new list as soon as it is proposed. */
export class HastyServer {
  readonly shop: Shop;
  readonly membership: DynamicMembership;

  constructor(host: Host, founders: string, watcher: ShopWatcher) {
    const storage = new Storage(host);
    const self = idOf(host.name);
    const membership = new HastyMembership(storage, new ConfigFile(host), members(founders));
    this.membership = membership;
    this.shop = new Shop(host, storage, watcher);
    const office = new Office(host, membership, this.shop);
    const service = new Activation(host, self, membership, this.shop, office, storage);
    new Peer(host, { self, membership, storage, service });
  }
}

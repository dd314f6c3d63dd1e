import { bytes, text } from "#lab/testing/bytes";
import { KeeperError } from "#znode-tree/errors";
import { prepare } from "#znode-tree/prepare";
import { ZnodeStore } from "#znode-tree/store";
import type { SetDataRequest } from "#znode-tree/changes";

const sale = (name: string): SetDataRequest => ({
  type: "setData",
  path: "/last-loaf",
  data: bytes(name),
  version: 0,
});

function shelf(): ZnodeStore {
  const store = new ZnodeStore();
  store.submit({ type: "create", path: "/last-loaf", data: bytes("nobody") }, 0);
  return store;
}

// Decided against the tree alone: the first sale is on its way, and the tree doesn't know of it yet.
const careless = shelf().tree;
const changes = [prepare(careless, sale("Ann")), prepare(careless, sale("Bob"))];
changes.forEach((change, index) => careless.apply({ zxid: BigInt(index + 2), time: 0, change }));
console.log(
  `against the tree:    both sales accepted; the loaf went to ${text(careless.getData("/last-loaf"))}`,
);

// Decided against the tree and what is on its way to it.
const careful = shelf();
careful.propose(sale("Ann"), 0);
try {
  careful.propose(sale("Bob"), 0);
} catch (error) {
  if (!(error instanceof KeeperError)) throw error;
  careful.commit();
  console.log(
    `against the pending: ${error.message}; the loaf went to ${text(careful.tree.getData("/last-loaf"))}`,
  );
}

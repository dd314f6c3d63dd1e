/** The numbers of the protocol. Nothing to write here. */

/** What a request asks for. Source: ZooKeeper's `ZooDefs.OpCode`. */
export const OpCode = {
  create: 1,
  delete: 2,
  exists: 3,
  getData: 4,
  setData: 5,
  getAcl: 6,
  setAcl: 7,
  getChildren: 8,
  sync: 9,
  ping: 11,
  getChildren2: 12,
  check: 13,
  multi: 14,
  create2: 15,
  reconfig: 16,
  checkWatches: 17,
  removeWatches: 18,
  createContainer: 19,
  deleteContainer: 20,
  createTtl: 21,
  multiRead: 22,
  auth: 100,
  setWatches: 101,
  getEphemerals: 103,
  getAllChildrenNumber: 104,
  setWatches2: 105,
  addWatch: 106,
  whoAmI: 107,
  close: -11,
  /** The type of a part of a multi's answer that failed. */
  error: -1,
} as const;

/** Numbers of messages that answer no request of their own. Source: ZooKeeper's `ClientCnxn`. */
export const Xid = { event: -1, ping: -2, auth: -4, setWatches: -8 } as const;

/** How a znode is to be created. Source: ZooKeeper's `CreateMode`. */
export const CreateFlags = {
  persistent: 0,
  ephemeral: 1,
  sequential: 2,
  ephemeralSequential: 3,
  container: 4,
  ttl: 5,
  sequentialTtl: 6,
} as const;

/** Which watches a client asks about. Source: ZooKeeper's `Watcher.WatcherType`. */
export const WatcherType = { children: 1, data: 2, any: 3 } as const;

/** The state that every event carries: the client is connected. Source: ZooKeeper's `Watcher.Event.KeeperState`. */
export const SYNC_CONNECTED = 3;

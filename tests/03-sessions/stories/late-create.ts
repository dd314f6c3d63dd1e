import { bytes } from "#lab/testing/bytes";
import { Database } from "#sessions/database";
import { SessionStore } from "#sessions/session-store";
import type { CreateRequest } from "#znode-tree/changes";
import { KeeperError } from "#znode-tree/errors";
import { prepare } from "#znode-tree/prepare";
import { History, session } from "../history";

// DB1 has been silent for too long, and its end is decided. Before that is carried out, its create comes in after all.
const DB1 = 1n;
const beMaster: CreateRequest = { type: "create", path: "/master", data: bytes("DB1"), ephemeralOwner: DB1 };

// Both decided by what has been carried out: the session is still known, and has no znodes.
const careless = new Database();
const history = new History(careless);
history.open(DB1);
const known = careless.session(DB1) !== undefined;
const late = prepare(careless.tree, beMaster);
history.close(DB1, ...careless.ephemerals.of(DB1));
if (known) history.apply(late);
report("by what has been carried out", careless);

// Both decided by what has been decided.
const store = new SessionStore(new Database());
store.open(session(DB1), 0);
store.commit();
store.close(DB1, 0);
let refused = "";
try {
  store.write(DB1, beMaster, 0);
} catch (error) {
  if (!(error instanceof KeeperError)) throw error;
  refused = `${error.reason}; `;
}
while (store.commit() !== undefined);
report("by what has been decided", store.database, refused);

function report(how: string, database: Database, refused = ""): void {
  const owner = database.tree.exists("/master")?.ephemeralOwner;
  const state =
    owner === undefined ? "free" : database.session(owner) ? "taken" : "of a session that is over";
  console.log(`${how.padEnd(29)} ${refused}/master is ${state}`);
}

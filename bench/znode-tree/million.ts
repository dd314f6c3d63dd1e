import { ZnodeStore } from "#znode-tree/store";
import { median } from "../quantile";

/**
 * How creating and reading znodes grows with the tree, and what getChildren costs beside it. Each figure is the median
 * of several rounds in this one run, so that only ratios need to be believed.
 *
 * Exits 1 where growth is worse than linear: a znode of the largest tree may cost at most LIMIT times one of the
 * smallest, in time.
 */
const SIZES = [125_000, 250_000, 500_000, 1_000_000];
const ROUNDS = 3;
const LIMIT = 2;
/** Children per parent: a tree of two levels below the root. */
const WIDTH = 1_000;
const DATA = new Uint8Array(100);

interface Figures {
  createNs: number;
  readNs: number;
  bytesEach: number;
  childrenNs: number;
}

function build(size: number): ZnodeStore {
  const store = new ZnodeStore();
  for (let index = 0; index < size; index++) {
    const parent = `/p${Math.floor(index / WIDTH)}`;
    if (index % WIDTH === 0) store.submit({ type: "create", path: parent, data: DATA }, 0);
    else store.submit({ type: "create", path: `${parent}/c${index % WIDTH}`, data: DATA }, 0);
  }
  return store;
}

function measure(size: number): Figures {
  globalThis.gc?.();
  const before = process.memoryUsage();
  const started = process.hrtime.bigint();
  const { tree } = build(size);
  const built = process.hrtime.bigint();

  let bytes = 0;
  for (let index = 0; index < size; index++) {
    const parent = `/p${Math.floor(index / WIDTH)}`;
    bytes += tree.getData(index % WIDTH === 0 ? parent : `${parent}/c${index % WIDTH}`).length;
  }
  const read = process.hrtime.bigint();
  if (bytes !== size * DATA.length) throw new Error(`read ${bytes} bytes`);

  globalThis.gc?.();
  const after = process.memoryUsage();
  const listings = Array.from({ length: 100 }, (_, index) => {
    const listing = process.hrtime.bigint();
    tree.getChildren(`/p${index}`);
    return Number(process.hrtime.bigint() - listing);
  });
  return {
    createNs: Number(built - started) / size,
    readNs: Number(read - built) / size,
    bytesEach: (after.heapUsed + after.arrayBuffers - before.heapUsed - before.arrayBuffers) / size,
    childrenNs: median(listings),
  };
}

/** One znode with very many children, asked for them again and again: the first time copies, the others don't. */
function wide(children: number): { firstNs: number; againNs: number } {
  const store = new ZnodeStore();
  store.submit({ type: "create", path: "/wide", data: DATA }, 0);
  for (let index = 0; index < children; index++) {
    store.submit({ type: "create", path: `/wide/c${index}`, data: DATA }, 0);
  }
  const started = process.hrtime.bigint();
  store.tree.getChildren("/wide");
  const first = process.hrtime.bigint();
  const times = 10_000;
  for (let time = 0; time < times; time++) store.tree.getChildren("/wide");
  return { firstNs: Number(first - started), againNs: Number(process.hrtime.bigint() - first) / times };
}

if (globalThis.gc === undefined)
  console.log("run it by `npm run bench:znode-tree`: without --expose-gc the memory is noise");
measure(SIZES[0]!);
const rows = SIZES.map((size) => {
  const rounds = Array.from({ length: ROUNDS }, () => measure(size));
  const pick = (name: keyof Figures): number => Math.round(median(rounds.map((round) => round[name])));
  return {
    znodes: size,
    "create ns": pick("createNs"),
    "read ns": pick("readNs"),
    "bytes each": pick("bytesEach"),
    [`getChildren of ${WIDTH - 1} ns`]: pick("childrenNs"),
  };
});
console.table(rows);

const grown = (name: "create ns" | "read ns"): number => rows.at(-1)![name] / rows[0]![name];
console.log(
  `a znode of ${SIZES.at(-1)} against one of ${SIZES[0]}: create x${grown("create ns").toFixed(2)}, read x${grown("read ns").toFixed(2)} (at most x${LIMIT})`,
);
const { firstNs, againNs } = wide(100_000);
console.log(
  `getChildren of 100,000: first ${(firstNs / 1e6).toFixed(1)} ms, again ${Math.round(againNs)} ns`,
);

if (grown("create ns") > LIMIT || grown("read ns") > LIMIT || againNs * 100 > firstNs) {
  console.log("worse than linear");
  process.exitCode = 1;
}

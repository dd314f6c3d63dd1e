import type { Transaction } from "#znode-tree/changes";
import { WatchTable } from "#watches/watch-table";
import { median } from "../quantile";

/**
 * What an event costs when more and more is watched elsewhere, what it costs per watcher that is told, and what it
 * costs to drop a watcher. Each figure is the median of several rounds in this one run, so that only ratios need to
 * be believed.
 *
 * Exits 1 where a cost that should not depend on the other watches grows by more than LIMIT from the fewest to the
 * most of them. Memory that no longer fits a cache explains a factor; looking at the others would be a factor of 1000.
 */
const OTHERS = [1_000, 10_000, 100_000, 1_000_000];
const ROUNDS = 5;
const TIMES = 20_000;
const LIMIT = 8;
const DEPTH = 6;

interface Figures {
  fireNs: number;
  recursiveNs: number;
  toldNs: number;
  dropNs: number;
}

function setData(path: string): Transaction {
  return { zxid: 1n, time: 0, change: { type: "setData", path, data: new Uint8Array(0), version: 1 } };
}

/** Nanoseconds per time. */
function clock(times: number, act: (time: number) => void): number {
  const started = process.hrtime.bigint();
  for (let time = 0; time < times; time++) act(time);
  return Number(process.hrtime.bigint() - started) / times;
}

/** A table with this many watches: a fifth of them recursive, ten to a watcher. */
function tableWith(others: number): WatchTable<object> {
  const table = new WatchTable<object>();
  let watcher = {};
  for (let index = 0; index < others; index++) {
    if (index % 10 === 0) watcher = {};
    table.add(watcher, index % 5 === 0 ? "recursive" : "data", `/elsewhere/${index}`);
  }
  return table;
}

function measure(others: number): Figures {
  const table = tableWith(others);
  const [ann, bob] = [{}, {}];
  const change = setData("/config");
  const fireNs = clock(TIMES, () => {
    table.add(ann, "data", "/config");
    if (table.fire(change).length !== 1) throw new Error("nobody was told");
  });

  const deep = "/deep".repeat(DEPTH);
  table.add(bob, "recursive", "/deep");
  const recursiveNs = clock(TIMES, () => {
    if (table.fire(setData(deep)).length !== 1) throw new Error("nobody was told");
  });

  const crowd = Array.from({ length: TIMES }, () => ({}));
  for (const each of crowd) table.add(each, "data", "/crowded");
  let told = 0;
  const toldNs = clock(1, () => (told = table.fire(setData("/crowded"))[0]!.watchers.length)) / TIMES;
  if (told !== TIMES) throw new Error(`${told} were told`);

  for (const each of crowd) for (const path of ["/a", "/b", "/c"]) table.add(each, "persistent", path);
  const dropNs = clock(TIMES, (index) => table.drop(crowd[index]!));
  return { fireNs, recursiveNs, toldNs, dropNs };
}

measure(OTHERS[0]!);
const rows = OTHERS.map((others) => {
  const rounds = Array.from({ length: ROUNDS }, () => measure(others));
  const pick = (name: keyof Figures): number => Math.round(median(rounds.map((round) => round[name])));
  return {
    "other watches": others,
    "watch and fire ns": pick("fireNs"),
    [`fire ${DEPTH} deep ns`]: pick("recursiveNs"),
    "per watcher told ns": pick("toldNs"),
    "drop 3 watches ns": pick("dropNs"),
  };
});
console.table(rows);

const [fewest, most] = [rows[0]!, rows.at(-1)!];
const grown = Object.keys(fewest)
  .filter((name) => name !== "other watches")
  .map((name) => ({ name, ratio: most[name as keyof typeof most] / fewest[name as keyof typeof fewest] }));
for (const { name, ratio } of grown) {
  console.log(
    `${name}, with ${OTHERS.at(-1)} others against ${OTHERS[0]}: x${ratio.toFixed(2)} (at most x${LIMIT})`,
  );
}
if (grown.some(({ ratio }) => ratio > LIMIT)) {
  console.log("an event pays for watches that it doesn't meet");
  process.exitCode = 1;
}

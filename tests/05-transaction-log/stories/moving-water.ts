import { text } from "#lab/testing/bytes";
import type { Database } from "#sessions/database";
import { develop, takePicture } from "#transaction-log/picture";
import { Keeper } from "../keeper";

const PATHS = ["/anns-purse", "/bobs-purse"];

function show(what: string, { tree }: Database): void {
  const coins = PATHS.map((path) => `${path} ${text(tree.getData(path))}`);
  console.log(`${what.padEnd(28)}${coins.join(", ")}`);
}

// Ann has five coins, Bob none. While the picture is taken she gives him three, in one multi.
const keeper = new Keeper();
keeper.create("/anns-purse", "5");
keeper.create("/bobs-purse", "0");
show("before", keeper.database);

const pieces: Uint8Array[] = [];
for (const piece of takePicture(keeper.database, 40)) {
  pieces.push(piece.slice());
  if (!text(piece).includes("anns")) continue;
  const [ann, bob] = PATHS.map((path, index) => ({
    type: "setData" as const,
    path,
    data: new TextEncoder().encode(["2", "3"][index]),
    version: 0,
  }));
  keeper.write(keeper.database.sessions()[0]!.id, ann!, bob!);
}

const { database, begin, end } = develop(pieces)!;
show("in the picture", database);
for (const each of keeper.transactions) if (each.zxid > begin && each.zxid <= end) database.apply(each);
show(`with ${begin + 1n} to ${end} applied again`, database);

import { sleep } from "#lab/host";
import { drawDiagram } from "#lab/trace/diagram";
import { Recording } from "#lab/trace/recording";
import { MasterRace } from "#master-election/race";
import { Shop } from "../shop";
import { Storage, StorageClient } from "../storage";

// The master stands still right before a write, for longer than its session lasts.
const recording = new Recording();
const shop = new Shop(recording, 1);
const storage = shop.world.server("storage", (host) => new Storage(host));
for (const [name, starts] of [
  ["DB1", 0],
  ["DB2", 300],
] as const) {
  shop.program(name, async (keeper, host) => {
    await sleep(host.clock, starts);
    const race = new MasterRace(keeper, name, (role) => host.note(role));
    const client = new StorageClient(host);
    void race.run();
    for (;;) {
      await sleep(host.clock, name === "DB1" ? 1_400 : 1_000);
      if (race.role === "LEADER")
        host.note(`told: ${String(await client.use(race.token!, name === "DB1" ? 1 : 2))}`);
    }
  });
}
const db1 = shop.world.machine("DB1");
await shop.world.run(1_390);
db1.pause();
await shop.world.run(4_500);
db1.resume();
await shop.world.run(150);

// Heartbeats and the beginnings of sessions are left out, and messages are named by what they say.
const names: [RegExp, string][] = [
  [/request: (\w+).*/, "$1"],
  [/^reply.*/, "reply"],
  [/^event\{event: (\w+).*/, "$1"],
  [/^\{id: \d+, token: (\d+).*/, "write, token $1"],
  [/^\{id: \d+, value.*/, "done"],
  [/^\{id: \d+\}/, "refused"],
  [/^\{xid: \d+, /, ""],
];
const shown = recording.events
  .filter((event) => event.kind !== "start")
  .filter((event) => event.kind !== "message" || !/^(ping|pong|connect|connected)\b/.test(event.label))
  .map((event) => {
    if (event.kind !== "message") return event;
    return { ...event, label: names.reduce((label, [from, to]) => label.replace(from, to), event.label) };
  });
const picture = drawDiagram(shown, { lanes: ["DB1", "keeper", "DB2", "storage"], lines: 40, columns: 100 });
console.log(picture.replace(/ {2}sent at .*/g, "").replace(/ +$/gm, ""));
console.log(`\nthe storage has ${storage.instance!.value}, and refused ${storage.instance!.refused}`);

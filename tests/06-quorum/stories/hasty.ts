import { drawDiagram } from "#lab/trace/diagram";
import { Recording } from "#lab/trace/recording";
import { World } from "#lab/world/world";
import { Backup } from "#quorum/backup";
import { Members } from "#quorum/members";
import { member } from "../ensemble";
import { HastyPrimary } from "../hasty";
import { readable } from "../picture";

// A primary tells its backups at once. Its own disk is slow today, and its power fails.
const recording = new Recording();
const world = new World({ seed: 1, recorder: recording });
const members = new Members([member(1), member(2), member(3)]);
const a = world.server(
  "A",
  (host) => new HastyPrimary(host, members, (zxid) => host.note(`answers: ${zxid} is done`)),
);
const [b, c] = ["B", "C"].map((name) =>
  world.server(name, (host) => {
    const backup = new Backup(host, "A");
    backup.open();
    return backup;
  }),
);
world.advance(200);
const write = (value: string): void => world.enter(a.incarnation!, () => a.instance!.write(value));
write("100");
world.advance(100);
a.disk.flushTime = { min: 40, max: 40 };
const begun = recording.events.length;
const from = world.now;
write("150");
world.advance(20);
a.powerCut();
a.start();
world.advance(1_000);
write("200");
world.advance(100);

const shown = recording.events.slice(begun).filter((event) => event.kind !== "flush");
const last = shown.filter(
  (event) => event.kind !== "message" || event.sentAt - from < 25 || event.label.includes("propose"),
);
console.log(
  drawDiagram(readable(last, from), { lanes: ["B", "A", "C"], columns: 100, lines: 26 })
    .replace(/ {2}sent at .*/g, "")
    .replace(/ +$/gm, ""),
);
const value = (machine: typeof a | NonNullable<typeof b>): string =>
  new TextDecoder().decode(machine.instance!.database.tree.getData("/s"));
console.log(`\nA ${value(a)}, B ${value(b!)}, C ${value(c!)}`);

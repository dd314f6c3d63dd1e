import { bytes } from "#lab/testing/bytes";
import { drawDiagram } from "#lab/trace/diagram";
import { Recording } from "#lab/trace/recording";
import { Nodes } from "../nodes";
import { shorten } from "./labels";

// Ann is connected to a follower, and sets max_connections.
const recording = new Recording();
const nodes = new Nodes({ recorder: recording, seed: 3, disk: { flush: { min: 2, max: 4 } } });
await nodes.ready();
const leader = nodes.leader!;
const [follower, other] = nodes.followers;
const ann = nodes.client("Ann", [follower!]);
await ann.does((keeper) => keeper.create("/max_connections", bytes("100")));
await nodes.world.run(300);
const from = nodes.world.now;
await ann.does((keeper) => keeper.setData("/max_connections", bytes("150")));
await nodes.world.run(20);

const events = recording.events.filter((event) =>
  event.kind === "message" ? event.sentAt >= from : event.at >= from && event.kind === "flush",
);
const lanes = ["Ann", follower!, leader, other!];
console.log(drawDiagram(shorten(events), { lanes, lines: 40, columns: 96 }).replace(/ +$/gm, ""));

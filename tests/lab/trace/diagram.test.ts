import { drawDiagram } from "#lab/trace/diagram";
import { Recording } from "#lab/trace/recording";
import { drawSvg } from "#lab/trace/svg";
import { World } from "#lab/world/world";
import { Listener } from "../world/parts";

function smallRun(): Recording {
  const recording = new Recording();
  const world = new World({ seed: 3, recorder: recording, network: { delay: { min: 2, max: 2 } } });
  const [a, b] = ["A", "B", "C"].map((name) => world.server(name, (host) => new Listener<object>(host, "s")));
  const toB = a!.instance!.host.network.connect<object>("B", "s", a!.instance!);
  const toC = a!.instance!.host.network.connect<object>("C", "s", a!.instance!);
  world.advance(10);
  a!.instance!.host.note("leads epoch 3");
  toC.send({ type: "propose", zxid: 4294967297n });
  toB.send({ type: "propose", zxid: 4294967297n });
  world.advance(2);
  b!.instance!.connections[0]!.send({ type: "ack" });
  world.advance(2);
  toB.send({ type: "commit", zxid: 4294967297n, padding: "far too long for a column of this picture" });
  world.after(1, () => b!.powerCut());
  world.advance(10);
  return recording;
}

test("a run is drawn with a column for each server and a line for each event", () => {
  expect(`\n${drawDiagram(smallRun().events, { columns: 100 })}\n`).toBe(`
 ms       A                             B                             C
 0.0      ○ starts                      │                             │
 0.0      │                             ○ starts                      │
 0.0      │                             │                             ○ starts
 10.0     ● leads epoch 3               │                             │
 12.0     │─propose{zxid: 4294967297}───┼────────────────────────────▶│
 12.0     │─propose{zxid: 4294967297}──▶│                             │
 14.0     │◀────────────────────────ack─│                             │
 15.0     │                             ✗ loses power                 │
`);
});

test("a message is told in the words that were chosen for it, and otherwise as it is", () => {
  const recording = new Recording((message) => `to ${(message as { to: { name: string } }).to.name}`);
  recording.sent(1, "A", "B", { to: { name: "B" } });
  recording.sent(2, "A", "B", { type: "lame" });

  expect(recording.events.map((event) => event.kind === "message" && event.label)).toEqual(["to B", "lame"]);
});

test("a message that never arrives ends in a cross", () => {
  const recording = new Recording();
  const id = recording.sent(1, "A", "B", "hello");
  recording.lost(3, id);
  expect(drawDiagram(recording.events, { columns: 50 })).toBe(
    [" ms       A                   B", ' 3.0      │─"hello"─────────x │'].join("\n"),
  );
});

test("a long run is drawn in at most 60 lines: its end, and before that what matters most", () => {
  const recording = new Recording();
  for (let i = 0; i < 5000; i++) {
    recording.arrived(i + 1, recording.sent(i, "A", "B", { type: "ping", i }));
    if (i % 1000 === 500) recording.happened(i, "fault", "B", `fault ${i}`);
  }
  const lines = drawDiagram(recording.events).split("\n");
  expect(lines.length).toBeLessThanOrEqual(60);
  expect(lines.length).toBeGreaterThan(50);
  expect(lines.at(-1)).toContain("ping{i: 4999}");
  expect(lines.join("\n").match(/fault \d+/g)).toEqual([
    "fault 500",
    "fault 1500",
    "fault 2500",
    "fault 3500",
    "fault 4500",
  ]);
  const leftOut = [...lines.join("\n").matchAll(/(\d+) left out/g)].reduce(
    (sum, [, count]) => sum + Number(count),
    0,
  );
  const drawn = lines.filter((line) => /ping|fault/.test(line)).length;
  expect(leftOut + drawn).toBe(5005);
});

test("every limit on the lines is kept, whatever is in the run", () => {
  for (let size = 0; size < 120; size++) {
    const recording = new Recording();
    for (let i = 0; i < size; i++) {
      if (i % 3 === 0) recording.happened(i, i % 2 ? "note" : "flush", "A", `${i}`);
      else recording.arrived(i, recording.sent(i, "A", "B", i));
    }
    for (const limit of [5, 20, 60]) {
      expect(drawDiagram(recording.events, { lines: limit }).split("\n").length).toBeLessThanOrEqual(limit);
    }
  }
});

test("the same run is drawn as SVG, with an arrow from sending to arrival and nothing that breaks the markup", () => {
  const recording = smallRun();
  recording.happened(30, "note", "C", `<b> & "quotes"`);
  const svg = drawSvg(recording.events, { title: "A proposes <once>" });
  expect(svg.match(/class="message"/g)).toHaveLength(3);
  expect(svg).toContain("<title>A proposes &#60;once&#62;</title>");
  expect(svg).toContain("&#60;b&#62; &#38; &#34;quotes&#34;");
  expect(svg).not.toMatch(/NaN|undefined/);
});

test("recording changes nothing about a run", () => {
  const run = (recorder?: Recording): string => {
    const world = new World(recorder ? { seed: 8, recorder } : { seed: 8 });
    const log: string[] = [];
    world.server("B", ({ network, clock }) =>
      network.receive<number>("s", { onDatagram: (_, __, i) => log.push(`${i} at ${clock.now()}`) }),
    );
    const a = world.server("A", (host) => host).instance!;
    world.faults.datagrams({ loss: 0.2, duplication: 0.2 });
    for (let i = 0; i < 50; i++) a.network.post("B", "s", "s", i);
    world.advance(100);
    return log.join("\n");
  };
  expect(run(new Recording())).toBe(run());
});

test("lanes of which nothing is told are drawn if they are asked for", () => {
  const lanes = ["A", "B", "C", "D"];
  const [seldom, always] = [false, true].map(
    (allLanes) => drawDiagram(smallRun().events, { lanes, allLanes }).split("\n")[0]!,
  );

  expect(seldom).toMatch(/A +B +C$/);
  expect(always).toMatch(/A +B +C +D$/);
});

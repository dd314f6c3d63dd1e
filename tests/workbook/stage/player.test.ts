import { PLAIN } from "#workbook/screen/paint";
import { widthOf } from "#workbook/screen/text";
import { drawStage, tellStage } from "#workbook/stage/frame";
import { Player, SPEEDS } from "#workbook/stage/player";
import { KEYS, press } from "#workbook/stage/stage-keys";
import { stage } from "./toy-stage";

function play(size = 3): Player {
  return new Player(stage, size, 1);
}

function draw(player: Player, { columns = 80, rows = 24, help = false } = {}): string[] {
  return drawStage(player, { columns, rows, paint: PLAIN, help });
}

describe("time", () => {
  test("passes by so many virtual ms as it is told", async () => {
    const player = play();
    await player.pass(250);

    expect(player.world.now).toBe(250);
  });

  test("goes on to the next thing to be seen, and no further", async () => {
    const player = play();
    await player.pass(150);
    const [before] = [player.seen(100).filter((event) => "arrivedAt" in event && event.arrivedAt).length];
    await player.step();
    const after = player.seen(100).filter((event) => "arrivedAt" in event && event.arrivedAt).length;

    expect(after).toBeLessThanOrEqual(before + 1);
    expect(player.world.now).toBeGreaterThan(150);
    expect(player.world.now).toBeLessThan(300);
  });

  test("a step in a world in which nothing happens any more ends too", async () => {
    const player = play();
    await player.act(() => player.show.servers.forEach((server) => player.director.kill(server)));
    await player.pass(2_000);
    await player.step();

    expect(player.failure).toBeUndefined();
  });

  test("stands still when a rule is broken, and the rule is shown", async () => {
    const player = play(5);
    for (let i = 0; i < 40; i++) await player.pass(1_000);
    const { now } = player.world;
    await player.pass(1_000);

    expect(player.world.now).toBe(now);
    expect(player.failure?.property).toBe("nobody is greeted more than 1000 times");
    expect(draw(player).join("\n")).toContain("nobody is greeted more than 1000 times");
  });
});

describe("keys", () => {
  test.each([
    ["k", "kill", (player: Player) => player.director.condition("Bob").up, false],
    ["p", "power", (player: Player) => player.director.condition("Bob").up, false],
    ["z", "pause", (player: Player) => player.director.condition("Bob").paused, true],
    ["c", "cut off", (player: Player) => player.director.condition("Bob").apart, true],
  ])("%s, pressed once and then again: %s, and back", async (key, _, look, once) => {
    const player = play();
    await press("2", player);
    await press(key, player);
    const first = look(player);
    await press(key, player);

    expect([first, look(player)]).toEqual([once, !once]);
  });

  test("w leaves a server down, with an empty disk; h brings everybody back", async () => {
    const player = play();
    await player.act(() => player.world.machine("Ann").disk);
    await press("w", player);
    const down = player.director.condition("Ann").up;
    await press("c", player);
    await press("h", player);

    expect([down, player.director.condition("Ann")]).toEqual([
      false,
      { up: true, paused: false, apart: false },
    ]);
  });

  test("a number that no server has chooses nobody else", async () => {
    const player = play();
    await press("2", player);
    await press("9", player);

    expect(player.chosen).toBe("Bob");
  });

  test("the speed stays within its limits", async () => {
    const player = play();
    for (let i = 0; i < 20; i++) await press("+", player);
    const fastest = player.speed;
    for (let i = 0; i < 20; i++) await press("-", player);

    expect([fastest, player.speed]).toEqual([SPEEDS.at(-1), SPEEDS[0]]);
  });

  test("what a player can't do is told to whoever plays", async () => {
    const player = play();
    const wishes = await Promise.all(["q", "r", "?", "x"].map((key) => press(key, player)));

    expect(wishes).toEqual(["quit", "again", "help", undefined]);
  });

  test("every key that is explained does something", async () => {
    for (const { shown } of KEYS.filter(({ shown }) => /^[a-z?]$/.test(shown))) {
      const player = play();
      for (const key of ["3", "k", "1"]) await press(key, player);
      const before = JSON.stringify([
        player.running,
        player.show.servers.map((each) => player.director.condition(each)),
      ]);
      const events = player.seen(1_000).length;
      const wish = await press(shown, player);
      const after = JSON.stringify([
        player.running,
        player.show.servers.map((each) => player.director.condition(each)),
      ]);
      await player.pass(50);

      expect({
        shown,
        changes: wish !== undefined || before !== after || player.seen(1_000).length !== events,
      }).toEqual({
        shown,
        changes: true,
      });
    }
  });
});

describe("the picture", () => {
  test("servers that have no room side by side stand in several rows", async () => {
    const player = play(5);
    await player.pass(300);
    const lines = draw(player, { columns: 50, rows: 40 });
    const rowOf = (name: string): number => lines.findIndex((line) => new RegExp(`\\d ${name}`).test(line));

    expect(["Ann", "Bob", "Cho"].map(rowOf)).toEqual([2, 2, 2]);
    expect(rowOf("Dan")).toBeGreaterThan(2);
    expect(rowOf("Eve")).toBe(rowOf("Dan"));
  });

  test.each([
    [80, 24],
    [40, 12],
    [200, 60],
    [20, 6],
  ])("fits a terminal of %d columns and %d rows", async (columns, rows) => {
    for (const size of stage.sizes) {
      const player = play(size);
      await player.pass(500);
      const lines = draw(player, { columns, rows });

      expect(lines.length).toBeLessThanOrEqual(rows);
      expect(Math.max(...lines.map(widthOf))).toBeLessThanOrEqual(columns);
    }
  });

  test("shows every server with what it does, and what passes between them without heartbeats", async () => {
    const player = play();
    await player.pass(500);
    const text = draw(player, { rows: 40 }).join("\n");

    expect(text).toContain("GREETED");
    expect(text).toContain("3 are at the party");
    expect(text).toMatch(/─hello─+▶/);
    expect(text).not.toContain("heartbeat");
  });

  test("shows who is down, who stands still and who is cut off", async () => {
    const player = play();
    await press("k", player);
    await press("2", player);
    await press("z", player);
    await press("3", player);
    await press("c", player);
    const text = draw(player).join("\n");

    expect(text).toContain("down");
    expect(text).toContain("stands still");
    expect(text).toContain("cut off");
  });

  test("a server that is down keeps its column", async () => {
    const player = play();
    await press("3", player);
    await press("k", player);
    await player.pass(3_000);

    expect(draw(player, { rows: 40 }).find((line) => line.startsWith(" ms"))).toMatch(/Ann +Bob +Cho$/);
  });

  test("? explains the keys in place of the picture", () => {
    const text = draw(play(), { help: true, rows: 40 }).join("\n");

    expect(text).toContain("kills it and wipes its disk");
  });

  test("without a terminal it is told in lines", async () => {
    const player = play();
    await player.pass(500);

    expect(tellStage(player, PLAIN).slice(1)).toEqual([
      expect.stringMatching(/^ {2}Ann: GREETED, heard \d+$/),
      expect.stringMatching(/^ {2}Bob: GREETED, heard \d+$/),
      expect.stringMatching(/^ {2}Cho: GREETED, heard \d+$/),
      "  3 are at the party",
    ]);
  });
});

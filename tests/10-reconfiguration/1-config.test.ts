import { bytes, text } from "#lab/testing/bytes";
import { rule } from "#lab/testing/rule";
import {
  CONFIG,
  type Configuration,
  configurationIn,
  formatConfiguration,
  parseConfiguration,
} from "#reconfiguration/config";
import { Members } from "#quorum/members";
import type { Change } from "#sessions/changes";
import { configuration, show } from "./members";

const GUIDE = "ZooKeeper Dynamic Reconfiguration, Dynamic configuration file";

function linesOf(configuration: Configuration): string[] {
  return text(formatConfiguration(configuration)).split("\n");
}

function parse(...lines: string[]): Configuration {
  return parseConfiguration(bytes(lines.join("\n")));
}

rule("A configuration is text that people and their tools can read", GUIDE, () => {
  test("a line for each server, and one for the version in hexadecimal digits", () => {
    expect(linesOf(configuration(0x2_0000_000an, "ABd")).sort()).toEqual([
      "server.1=A:participant",
      "server.2=B:participant",
      "server.4=D:observer",
      "version=20000000a",
    ]);
  });

  test("the servers come by their numbers, whoever came first: the same configuration is the same text", () => {
    const orders = ["ABC", "CAB", "BCA"].map((letters) =>
      text(formatConfiguration(configuration(7n, letters))),
    );

    expect(new Set(orders).size).toBe(1);
  });

  test("numbers are sorted as numbers: 10 comes behind 9", () => {
    const list = [10, 9, 254].map((id) => ({ id, name: `db${id}`, role: "participant" as const }));
    const lines = linesOf({ version: 1n, members: new Members(list) });

    expect(lines.filter((line) => line.startsWith("server"))).toEqual([
      "server.9=db9:participant",
      "server.10=db10:participant",
      "server.254=db254:participant",
    ]);
  });

  test("it says in whose place it was proposed, in lines of their own", () => {
    const lines = linesOf(configuration(0x20n, "AD", [0x10n, "ABC"]));

    expect({ own: lines.filter((line) => /^(server|version)/.test(line)), all: [...lines].sort() }).toEqual({
      own: ["server.1=A:participant", "server.4=D:participant", "version=20"],
      all: [
        "previous.server.1=A:participant",
        "previous.server.2=B:participant",
        "previous.server.3=C:participant",
        "previous.version=10",
        "server.1=A:participant",
        "server.4=D:participant",
        "version=20",
      ],
    });
  });
});

rule("What was written can be read", GUIDE, () => {
  test.each([
    configuration(0n, "ABC"),
    configuration(0x7_ffff_ffffn, "aBCDe"),
    configuration(0xffff_ffff_0000_0001n, "ABC"),
    configuration(3n, "CDE", [2n, "ABc"]),
  ])("%#", (written) => {
    const { version, members, previous } = parseConfiguration(formatConfiguration(written));

    expect([{ version, list: members.list }, show(previous)]).toEqual([
      { version: written.version, list: written.members.list },
      show(written.previous),
    ]);
  });

  test("a zxid has 64 bits, and none of them is lost", () => {
    const version = 0x0020_0000_0000_0001n;

    expect(parseConfiguration(formatConfiguration(configuration(version, "A"))).version).toBe(version);
  });

  test("of the one before the previous nothing is told: the text doesn't grow from one to the next", () => {
    const first = configuration(1n, "ABC");
    const second = { ...configuration(2n, "ABD"), previous: first };
    const third = { ...configuration(3n, "ABE"), previous: second };

    expect(linesOf(third).length).toBe(8);
  });

  test("lines in another order say the same", () => {
    const read = parse(
      "version=2",
      "previous.version=1",
      "server.2=B:observer",
      "previous.server.1=A:participant",
      "server.1=A:participant",
    );

    expect({ read: show(read), previous: show(read.previous) }).toEqual({ read: "Ab 2", previous: "A 1" });
  });

  test("one that comes with no previous one has none", () => {
    expect(parse("server.1=A:participant", "version=1").previous).toBeUndefined();
  });
});

rule(
  "What isn't a configuration is refused: a server with half a list would count half of the servers",
  GUIDE,
  () => {
    test.each([
      { what: "nothing", lines: [""] },
      { what: "no version", lines: ["server.1=A:participant"] },
      { what: "two versions", lines: ["server.1=A:participant", "version=1", "version=2"] },
      { what: "a version that is no number", lines: ["server.1=A:participant", "version=x"] },
      { what: "a server with no role", lines: ["server.1=A", "version=1"] },
      { what: "a role that isn't known", lines: ["server.1=A:leader", "version=1"] },
      { what: "a server with no name", lines: ["server.1=:participant", "version=1"] },
      {
        what: "a line that says something else",
        lines: ["server.1=A:participant", "weight.1=2", "version=1"],
      },
      {
        what: "the same number twice",
        lines: ["server.1=A:participant", "server.1=B:participant", "version=1"],
      },
      { what: "the same name twice", lines: ["server.1=A:participant", "server.2=A:observer", "version=1"] },
      {
        what: "a previous one without a version",
        lines: ["server.1=A:participant", "version=1", "previous.server.1=A:participant"],
      },
    ])("$what: $lines", ({ lines }) => {
      expect(() => parse(...lines)).toThrow(RangeError);
    });
  },
);

rule(
  "Whatever transaction writes the znode writes the configuration",
  "ZooKeeper Dynamic Reconfiguration",
  () => {
    const servers = ["1=A", "2=B", "3=C"].map((server) => `server.${server}:participant`);
    const data = bytes([...servers, "version=5"].join("\n"));
    const set: Change = { type: "setData", path: CONFIG, data, version: 1 };
    const create: Change = { type: "create", path: CONFIG, data, ephemeralOwner: 0n, parentCreates: 1 };
    const other: Change = { type: "setData", path: "/max_connections", data: bytes("150"), version: 1 };

    test.each<{ what: string; change: Change; found: string }>([
      { what: "sets it", change: set, found: "ABC 5" },
      { what: "creates it", change: create, found: "ABC 5" },
      { what: "sets it among others", change: { type: "multi", changes: [other, set] }, found: "ABC 5" },
      { what: "sets something else", change: other, found: "none" },
      { what: "sets nothing", change: { type: "multi", changes: [] }, found: "none" },
      { what: "only looks at it", change: { type: "check", path: CONFIG }, found: "none" },
      { what: "sets what is below it", change: { ...set, path: `${CONFIG}/x` }, found: "none" },
      { what: "sets what is above it", change: { ...set, path: "/zookeeper" }, found: "none" },
      {
        what: "opens a session",
        change: { type: "openSession", id: 1n, timeout: 1, password: bytes("") },
        found: "none",
      },
      { what: "ends one", change: { type: "closeSession", id: 1n, deletes: [] }, found: "none" },
    ])("one that $what", ({ change, found }) => {
      expect(show(configurationIn({ zxid: 5n, time: 0, change }))).toBe(found);
    });
  },
);

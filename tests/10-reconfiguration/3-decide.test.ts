import { refusalOf } from "#lab/testing/refusal";
import { rule } from "#lab/testing/rule";
import type { Member } from "#quorum/members";
import { refuseSystemChanges } from "#reconfiguration/guard";
import {
  ANY_CONFIGURATION,
  reconfigure,
  type ReconfigRequest,
  type Situation,
} from "#reconfiguration/reconfigure";
import { KeeperError } from "#znode-tree/errors";
import type { Request, SingleRequest } from "#znode-tree/changes";
import { configuration, ids, letters, list } from "./members";

const SOURCE = "ZooKeeper source, PrepRequestProcessor, reconfig";
const GUIDE = "ZooKeeper Dynamic Reconfiguration";

interface Asked {
  before?: string;
  /** Connected and up to date. Default: everybody. */
  synced?: string;
  joining?: string | readonly Member[];
  leaving?: string;
  whole?: string | readonly Member[];
  expected?: bigint;
  inProgress?: boolean;
}

function situation({ before = "ABC", synced = "ABCDEFGH", inProgress = false }: Asked): Situation {
  return { committed: configuration(7n, before), inProgress, synced: ids(synced) };
}

function request({
  joining = "",
  leaving = "",
  whole,
  expected = ANY_CONFIGURATION,
}: Asked): ReconfigRequest {
  const listed = (members: string | readonly Member[]): readonly Member[] =>
    typeof members === "string" ? list(members) : members;
  if (whole !== undefined) return { expected, members: listed(whole) };
  return { expected, joining: listed(joining), leaving: [...ids(leaving)] };
}

/** The letters of what comes of it, or the refusal. */
function outcome(asked: Asked): string {
  let next = "";
  const refusal = refusalOf(
    () => (next = letters(reconfigure(situation(asked), request(asked), 9n).members)),
  );
  return refusal === "accepted" ? next : refusal;
}

rule("Servers come, go and change their roles, and nobody else does", GUIDE, () => {
  test.each<Asked & { what: string; next: string }>([
    { what: "ABC, and D joins", joining: "D", next: "ABCD" },
    { what: "ABC, and two join", joining: "DE", next: "ABCDE" },
    { what: "ABC, and an observer joins", joining: "d", next: "ABCd" },
    { what: "ABC, and C leaves", leaving: "C", next: "AB" },
    { what: "ABC, two join and two leave", joining: "DE", leaving: "AB", next: "CDE" },
    { what: "ABC, and C only observes from now on", joining: "c", next: "ABc" },
    { what: "ABC and an observer, and it is promoted", before: "ABCd", joining: "D", next: "ABCD" },
    { what: "ABC and an observer, and it leaves", before: "ABCd", leaving: "D", next: "ABC" },
    { what: "ABC, and only C is left", leaving: "AB", next: "C" },
    { what: "ABC, and a list that keeps one", whole: "CDE", next: "CDE" },
    { what: "ABC, and a list with an observer", whole: "ABd", next: "ABd" },
    { what: "ABC, and a list that keeps nobody", whole: "DEF", next: "DEF" },
  ])("$what: $next", ({ what: _, next, ...asked }) => {
    expect(outcome(asked)).toBe(next);
  });

  test("it carries the zxid by which it is written, and the one in whose place it comes", () => {
    const next = reconfigure(situation({}), request({ joining: "D" }), 9n);

    expect([next.version, next.previous?.version, letters(next.previous!.members)]).toEqual([9n, 7n, "ABC"]);
  });

  test("the configuration that is committed stays as it is", () => {
    const before = situation({});
    reconfigure(before, request({ joining: "D", leaving: "A" }), 9n);

    expect([before.committed.version, letters(before.committed.members)]).toEqual([7n, "ABC"]);
  });
});

rule("One at a time", SOURCE, () => {
  test.each<Asked>([{ joining: "D" }, { leaving: "C" }, { whole: "DEF" }])(
    "while one is on its way the next is refused: %p",
    (asked) => {
      expect(outcome({ ...asked, inProgress: true })).toBe("ReconfigInProgress");
    },
  );
});

rule("Whoever decides by an old list doesn't change the new one", SOURCE, () => {
  test.each([
    { expected: 7n, next: "ABCD" },
    { expected: ANY_CONFIGURATION, next: "ABCD" },
    { expected: 6n, next: "BadVersion" },
    { expected: 8n, next: "BadVersion" },
    { expected: 0n, next: "BadVersion" },
    { expected: 0x1_0000_0007n, next: "BadVersion" },
  ])("the version is 7, $expected is expected: $next", ({ expected, next }) => {
    expect(outcome({ joining: "D", expected })).toBe(next);
  });

  test("whoever wants it all and knows an old version is refused as well", () => {
    expect(outcome({ whole: "DEF", expected: 6n })).toBe("BadVersion");
  });
});

rule("A quorum of the new configuration has the leader's history already", SOURCE, () => {
  test.each<Asked & { to: string; synced: string; next: string }>([
    { to: "ABCD", joining: "D", synced: "ABC", next: "ABCD" },
    { to: "ABCDE", joining: "DE", synced: "ABC", next: "ABCDE" },
    { to: "ABCDE", joining: "DE", synced: "AB", next: "NewConfigNoQuorum" },
    { to: "ABCDE", joining: "DE", synced: "ABD", next: "ABCDE" },
    { to: "CD", joining: "D", leaving: "AB", synced: "ABC", next: "NewConfigNoQuorum" },
    { to: "CD", joining: "D", leaving: "AB", synced: "ABCD", next: "CD" },
    { to: "DEF", whole: "DEF", synced: "ABC", next: "NewConfigNoQuorum" },
    { to: "DEF", whole: "DEF", synced: "ABCD", next: "NewConfigNoQuorum" },
    { to: "DEF", whole: "DEF", synced: "ABCDE", next: "DEF" },
    { to: "ADEF", whole: "ADEF", synced: "AD", next: "NewConfigNoQuorum" },
    { to: "BC", leaving: "A", synced: "AC", next: "NewConfigNoQuorum" },
  ])("from ABC to $to, and $synced have it: $next", ({ to: _, next, ...asked }) => {
    expect(outcome(asked)).toBe(next);
  });

  test("observers are not asked: they may come later, and they help nobody", () => {
    expect([
      outcome({ joining: "de", synced: "ABC" }),
      outcome({ whole: "DEabc", synced: "ABC" }),
      outcome({ before: "ABCde", joining: "D", leaving: "AB", synced: "ABCE" }),
    ]).toEqual(["ABCde", "NewConfigNoQuorum", "NewConfigNoQuorum"]);
  });
});

rule("What isn't an ensemble is refused", "the docstring of reconfigure", () => {
  const f = (id: number, name: string, role: Member["role"] = "participant"): Member => ({ id, name, role });

  test.each<Asked & { what: string }>([
    { what: "nobody is left", leaving: "ABC" },
    { what: "nobody is left who votes", joining: "abc" },
    { what: "a whole list with nobody", whole: "" },
    { what: "a whole list with nobody who votes", whole: "ab" },
    { what: "somebody leaves who isn't there", leaving: "D" },
    { what: "somebody comes and leaves", joining: "C", leaving: "C" },
    { what: "the same number comes twice", joining: [f(4, "D"), f(4, "E")] },
    { what: "the same name comes twice", joining: [f(4, "D"), f(5, "D")] },
    { what: "a new server with the number of another", joining: [f(3, "D")] },
    { what: "a new number for the name of another", joining: [f(4, "C")] },
    { what: "another server in a whole list by an old number", whole: [f(1, "A"), f(2, "D"), f(3, "C")] },
    { what: "an old server in a whole list by a new number", whole: [f(1, "A"), f(4, "B"), f(3, "C")] },
    { what: "two servers of a whole list with one number", whole: [f(1, "A"), f(4, "D"), f(4, "E")] },
    { what: "a number below 1", joining: [f(0, "D")] },
    { what: "a number above 254", joining: [f(255, "D")] },
    { what: "half a number", joining: [f(4.5, "D")] },
    { what: "no name", joining: [f(4, "")] },
    { what: "a name that would be two lines", joining: [f(4, "D\nserver.9=X")] },
    { what: "a name that would be a role", joining: [f(4, "D:observer")] },
  ])("$what", ({ what: _, ...asked }) => {
    expect({ ...asked, outcome: outcome(asked) }).toEqual({ ...asked, outcome: "BadArguments" });
  });
});

rule(
  "The first reason counts: an operator who is refused knows what to do next",
  "the docstring of reconfigure",
  () => {
    test("on its way, then version, then list, then quorum", () => {
      const wrong: Asked = { whole: "ab", synced: "", expected: 3n, inProgress: true };

      expect([
        outcome(wrong),
        outcome({ ...wrong, inProgress: false }),
        outcome({ ...wrong, inProgress: false, expected: 7n }),
        outcome({ ...wrong, inProgress: false, expected: 7n, whole: "AB" }),
        outcome({ ...wrong, inProgress: false, expected: 7n, whole: "AB", synced: "AB" }),
      ]).toEqual(["ReconfigInProgress", "BadVersion", "BadArguments", "NewConfigNoQuorum", "AB"]);
    });
  },
);

rule(
  "Clients look at the configuration, and change nothing of it",
  "ZooKeeper Dynamic Reconfiguration, Security",
  () => {
    const data = new Uint8Array(0);
    const create = (path: string): SingleRequest => ({ type: "create", path, data });
    const set = (path: string): SingleRequest => ({ type: "setData", path, data, version: -1 });

    test.each<{ what: string; request: Request; comes: string }>([
      { what: "set it", request: set("/zookeeper/config"), comes: "NoAuth" },
      {
        what: "delete it",
        request: { type: "delete", path: "/zookeeper/config", version: -1 },
        comes: "NoAuth",
      },
      { what: "create something below it", request: create("/zookeeper/config/x"), comes: "NoAuth" },
      { what: "create it before the ensemble does", request: create("/zookeeper"), comes: "NoAuth" },
      { what: "set what is above it", request: set("/zookeeper"), comes: "NoAuth" },
      {
        what: "set it in a multi",
        request: { type: "multi", requests: [create("/x"), set("/zookeeper/config")] },
        comes: "NoAuth",
      },
      {
        what: "make sure of its version in a multi",
        request: {
          type: "multi",
          requests: [{ type: "check", path: "/zookeeper/config", version: 3 }, create("/x")],
        },
        comes: "accepted",
      },
      { what: "set something else", request: set("/max_connections"), comes: "accepted" },
      { what: "create what only begins alike", request: create("/zookeeper-shop"), comes: "accepted" },
      { what: "create the same name elsewhere", request: create("/shop/zookeeper"), comes: "accepted" },
      { what: "an empty multi", request: { type: "multi", requests: [] }, comes: "accepted" },
    ])("$what: $comes", ({ request, comes }) => {
      expect(refusalOf(() => refuseSystemChanges(request))).toBe(comes);
    });

    test("in a multi the refusal says which it was", () => {
      let refused: KeeperError | undefined;
      try {
        refuseSystemChanges({ type: "multi", requests: [create("/x"), set("/zookeeper/config")] });
      } catch (error) {
        if (!(error instanceof KeeperError)) throw error;
        refused = error;
      }

      expect(refused?.failedIndex).toBe(1);
    });
  },
);

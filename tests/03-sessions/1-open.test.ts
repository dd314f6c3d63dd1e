import { rule } from "#lab/testing/rule";
import { SeededRandom } from "#lab/world/random";
import { PASSWORD_BYTES } from "#sessions/changes";
import { MAX_SERVER_NUMBER, negotiateTimeout, newPassword, SessionIds } from "#sessions/opening";

const GUIDE = "ZooKeeper Programmer's Guide, ZooKeeper Sessions";
const IDS = "ZooKeeper source, SessionTrackerImpl.initializeNextSessionId";

/** 22 November 2026: more than 40 bits. */
const TODAY = 1_795_384_800_000;

rule("A client asks for a timeout and gets one between 2 and 20 ticks", GUIDE, () => {
  test.each([
    ["within the bounds, what was asked for", 10_000, 10_000],
    ["the shortest that there is", 4_000, 4_000],
    ["too short: raised to 2 ticks", 3_999, 4_000],
    ["far too short", 1, 4_000],
    ["the longest that there is", 40_000, 40_000],
    ["too long: lowered to 20 ticks", 40_001, 40_000],
    ["far too long: a day", 86_400_000, 40_000],
  ])("%s", (_, asked, granted) => {
    expect(negotiateTimeout(asked, 2_000)).toBe(granted);
  });

  test("a faster server grants shorter timeouts", () => {
    expect([negotiateTimeout(1, 50), negotiateTimeout(9_999, 50)]).toEqual([100, 1_000]);
  });
});

rule("A session's id begins with the number of its server, and has 64 bits", IDS, () => {
  test.each([1, 2, 127, 128, MAX_SERVER_NUMBER])("server %i", (server) => {
    const id = new SessionIds(server, TODAY).next();

    expect({ server: id >> 56n, bits: BigInt.asUintN(64, id) === id }).toEqual({
      server: BigInt(server),
      bits: true,
    });
  });

  test("behind it stand the lowest 40 bits of the time, and then zeros", () => {
    expect(new SessionIds(3, 0x1_23_4567_89ab).next()).toBe(0x03_23_4567_89ab_0000n);
  });

  test("each id is the one before it plus 1: all 64 bits of it", () => {
    const ids = new SessionIds(3, 0x23_4567_89ab);

    expect([ids.next(), ids.next(), ids.next()]).toEqual([
      0x0323_4567_89ab_0000n,
      0x0323_4567_89ab_0001n,
      0x0323_4567_89ab_0002n,
    ]);
  });

  test.each([0, -1, MAX_SERVER_NUMBER + 1, 256, 1.5])("there is no server number %s", (server) => {
    expect(() => new SessionIds(server, TODAY)).toThrow(RangeError);
  });
});

rule("No two sessions have the same id", IDS, () => {
  test("three servers that start at the same moment", () => {
    const ids = [1, 2, 3].flatMap((server) => take(1_000, new SessionIds(server, TODAY)));

    expect(new Set(ids).size).toBe(3_000);
  });

  test("one server, before and after a restart a millisecond later", () => {
    const before = take(60_000, new SessionIds(1, TODAY));
    const after = take(60_000, new SessionIds(1, TODAY + 1));

    expect(new Set([...before, ...after]).size).toBe(120_000);
  });
});

rule("A password is 16 bytes that nobody can foresee", GUIDE, () => {
  test("each session has its own", () => {
    const random = new SeededRandom(7);
    const passwords = Array.from({ length: 100 }, () => newPassword(random));

    expect(passwords.map(({ length }) => length)).toEqual(passwords.map(() => PASSWORD_BYTES));
    expect(new Set(passwords.map(String)).size).toBe(100);
  });

  test("it comes from the server's randomness and from nothing else", () => {
    const password = (seed: number) => String(newPassword(new SeededRandom(seed)));

    expect({ same: password(1) === password(1), other: password(1) === password(2) }).toEqual({
      same: true,
      other: false,
    });
  });
});

function take(count: number, ids: SessionIds): bigint[] {
  return Array.from({ length: count }, () => ids.next());
}

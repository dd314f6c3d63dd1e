import { bytes } from "#lab/testing/bytes";
import { refusalOf } from "#lab/testing/refusal";
import { rule } from "#lab/testing/rule";
import { ANY_VERSION, type Request, type SingleRequest } from "#znode-tree/changes";
import { nameOf } from "#znode-tree/paths";
import { prepare, sequentialPath } from "#znode-tree/prepare";
import { ZnodeTree } from "#znode-tree/znode-tree";

const GUIDE = "ZooKeeper Programmer's Guide, Sequence Nodes";

rule("The number has ten digits, so that names sort as numbers do", GUIDE, () => {
  test.each([
    [0, "/queue/job-0000000000"],
    [7, "/queue/job-0000000007"],
    [1_234_567_890, "/queue/job-1234567890"],
  ])("%d becomes %s", (sequence, path) => {
    expect(sequentialPath("/queue/job-", sequence)).toBe(path);
  });

  test("the prefix may end in a slash, or be any text: the name is what follows", () => {
    const { take } = queue();

    expect([take("/queue/"), take("/queue/job"), take("/queue/2-")].map((path) => path.length)).toEqual([
      17, 20, 19,
    ]);
  });
});

rule("The number is how many children the parent was given before", "Apache ZooKeeper 3.8, measured", () => {
  test("the first under a new parent is 0", () => {
    const { take } = queue();

    expect(take("/queue/job-")).toBe("/queue/job-0000000000");
  });

  test("children without a number count, and so do the deleted ones", () => {
    const { take, ask } = queue();
    ask({ type: "create", path: "/queue/a", data: bytes("") });
    ask({ type: "create", path: "/queue/b", data: bytes("") });
    ask({ type: "delete", path: "/queue/a", version: ANY_VERSION });

    expect(take("/queue/job-")).toBe("/queue/job-0000000002");
  });
});

rule("A number under one parent is never given twice", GUIDE, () => {
  test("the numbers rise, whatever the prefix", () => {
    const { take } = queue();

    expect(isRising([take("/queue/a-"), take("/queue/b-"), take("/queue/a-")])).toBe(true);
  });

  test("the newest is deleted: its number does not come back", () => {
    const { take, ask } = queue();
    const first = take("/queue/job-");
    const second = take("/queue/job-");
    ask({ type: "delete", path: second, version: ANY_VERSION });
    const third = take("/queue/job-");

    expect(isRising([first, second, third])).toBe(true);
  });

  test("all are deleted: the numbers go on", () => {
    const { take, ask } = queue();
    const before = [take("/queue/job-"), take("/queue/job-")];
    for (const path of before) ask({ type: "delete", path, version: ANY_VERSION });

    expect(isRising([...before, take("/queue/job-")])).toBe(true);
  });

  test("other children come and go between: no number is given twice, gaps are fine", () => {
    const { take, ask } = queue();
    const taken = [];
    for (let round = 0; round < 20; round++) {
      taken.push(take("/queue/job-"));
      ask({ type: "create", path: `/queue/other-${round}`, data: bytes("") });
      if (round % 3 === 0) ask({ type: "delete", path: taken.at(-1)!, version: ANY_VERSION });
      if (round % 4 === 0) ask({ type: "delete", path: `/queue/other-${round}`, version: ANY_VERSION });
    }

    expect(isRising(taken)).toBe(true);
  });

  test("setting the parent's data uses no number and repeats none", () => {
    const { take, ask } = queue();
    const first = take("/queue/job-");
    ask({ type: "setData", path: "/queue", data: bytes("x"), version: ANY_VERSION });

    expect(isRising([first, take("/queue/job-")])).toBe(true);
  });
});

rule("A sequential znode is a znode like any other", GUIDE, () => {
  test("it needs a parent, and the parent may not be ephemeral", () => {
    const { ask } = queue();
    ask({ type: "create", path: "/here", data: bytes(""), ephemeralOwner: 9n });
    const refusal = (path: string) =>
      refusalOf(() => ask({ type: "create", path, data: bytes(""), sequential: true }));

    expect([refusal("/nowhere/job-"), refusal("/here/job-")]).toEqual(["NoNode", "NoChildrenForEphemerals"]);
  });

  test("a name with the same prefix and no number stands beside it", () => {
    const { tree, take, ask } = queue();
    ask({ type: "create", path: "/queue/job-", data: bytes("") });
    const numbered = nameOf(take("/queue/job-"));

    expect([...tree.getChildren("/queue")].sort()).toEqual(["job-", numbered]);
  });

  test("a name that somebody else has already taken by hand is refused", () => {
    const { ask } = queue();
    ask({ type: "create", path: "/queue/job-0000000001", data: bytes("") });

    expect(
      refusalOf(() => ask({ type: "create", path: "/queue/job-", data: bytes(""), sequential: true })),
    ).toBe("NodeExists");
  });

  test.each(["queue/job-", "/queue//job-", "/queue/../job-"])(
    "a prefix that makes no path is refused: %s",
    (path) => {
      const { ask } = queue();

      expect(refusalOf(() => ask({ type: "create", path, data: bytes(""), sequential: true }))).toBe(
        "BadArguments",
      );
    },
  );
});

/** Whether the numbers at the end of these paths strictly rise. */
function isRising(paths: string[]): boolean {
  const numbers = paths.map((path) => Number(path.slice(-10)));
  return numbers.every((number, index) => index === 0 || number > numbers[index - 1]!);
}

/** A tree with `/queue`; `take` creates a sequential znode and returns its path. */
function queue() {
  const tree = new ZnodeTree();
  let zxid = 0n;
  const apply = (request: SingleRequest | Request) => {
    const change = prepare(tree, request);
    zxid += 1n;
    tree.apply({ zxid, time: 1_000, change });
    return change;
  };
  const ask = (request: Request): void => void apply(request);
  const take = (prefix: string): string => {
    const change = apply({ type: "create", path: prefix, data: bytes(""), sequential: true });
    if (change.type !== "create") throw new Error(`A create became a ${change.type}`);
    return change.path;
  };
  ask({ type: "create", path: "/queue", data: bytes("") });
  return { tree, ask, take };
}

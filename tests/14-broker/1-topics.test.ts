import { rule } from "#lab/testing/rule";
import { isTopicName, MAX_NAME, MAX_PARTITIONS, Topics } from "#broker/topics";
import { CommitLog } from "#commit-log/commit-log";
import { range, Site } from "../05-transaction-log/site";
import { batchOf, openTopics, outcomeOf, Shop, SMALL } from "./desk";

const SOURCE = "Kafka documentation, Topic operations";

/** Topics on a site, with these made. */
function withTopics(topics: Readonly<Record<string, number>>, seed = 1): { site: Site; topics: Topics } {
  const site = new Site(seed);
  const opened = openTopics(site)!;
  for (const [name, count] of Object.entries(topics))
    outcomeOf(site, (done) => opened.create(name, count, done));
  return { site, topics: opened };
}

/** Records in a partition's log, durable, put there by somebody else than its broker. */
function fill(site: Site, folder: string, count: number): void {
  site.run((host) => {
    const log = new CommitLog(host, { ...SMALL.log, folder });
    log.open(() => {
      for (let n = 0; n < count; n++) log.append(batchOf("lamp"), 0);
      log.flush(() => {});
    });
  });
  site.pass();
}

/** Each topic's number of partitions. */
function countsOf(topics: Topics): Record<string, number> {
  return Object.fromEntries(topics.names.map((name) => [name, topics.partitionsOf(name)]));
}

rule("A topic's name can be part of a folder's", "Kafka, Topic.validate", () => {
  test.each(["orders", "orders.v2", "a_b-c", "0", "...", "-", "x".repeat(MAX_NAME)])("%s is one", (name) => {
    expect(isTopicName(name)).toBe(true);
  });

  test.each(["", ".", "..", "a/b", "/", "a b", "a\n", "\na", "ä", "a\0", "*", "x".repeat(MAX_NAME + 1)])(
    "%j is none",
    (name) => {
      expect(isTopicName(name)).toBe(false);
    },
  );
});

rule("A topic is made with all of its partitions, or refused", SOURCE, () => {
  test("each partition is a log of its own", () => {
    const { site, topics } = withTopics({ orders: 3, emails: 1 });
    const folders = new Set(site.machine.disk.files().map((file) => file.split("/")[0]));

    expect(topics.all().map((each) => [each.topic, each.partition, each.endOffset])).toEqual([
      ["orders", 0, 0n],
      ["orders", 1, 0n],
      ["orders", 2, 0n],
      ["emails", 0, 0n],
    ]);
    expect([...folders].sort()).toEqual(["emails-0", "orders-0", "orders-1", "orders-2", "topics"]);
    expect([topics.get("orders", 3), topics.get("phones", 0)]).toEqual([undefined, undefined]);
  });

  test.each([
    ["a name that is a folder's", "..", 1, "INVALID_TOPIC_EXCEPTION"],
    ["a name that is taken", "orders", 3, "TOPIC_ALREADY_EXISTS"],
    ["no partition", "emails", 0, "INVALID_PARTITIONS"],
    ["fewer than none", "emails", -1, "INVALID_PARTITIONS"],
    ["half a partition", "emails", 1.5, "INVALID_PARTITIONS"],
    ["more than there may be", "emails", MAX_PARTITIONS - 1, "INVALID_PARTITIONS"],
  ])("%s: refused, and nothing has changed", (_, name, partitions, error) => {
    const { site, topics } = withTopics({ orders: 2 });
    const outcome = outcomeOf(site, (done) => topics.create(name, partitions, done));
    site.losePower();

    expect([outcome, countsOf(topics), countsOf(openTopics(site)!)]).toEqual([
      error,
      { orders: 2 },
      { orders: 2 },
    ]);
  });

  test("two want the same name at the same time: one gets it", () => {
    const { site, topics } = withTopics({});
    const outcomes: string[] = [];
    site.run(() => {
      topics.create("orders", 2, (error) => outcomes.push(error));
      topics.create("orders", 3, (error) => outcomes.push(error));
    });
    site.pass();

    expect([outcomes, countsOf(topics)]).toEqual([["NONE", "TOPIC_ALREADY_EXISTS"], { orders: 2 }]);
  });

  test("a topic that was refused holds nobody up", () => {
    const { site, topics } = withTopics({});
    outcomeOf(site, (done) => topics.create("", 1, done));
    outcomeOf(site, (done) => topics.grow("orders", 2, done));

    expect(outcomeOf(site, (done) => topics.create("orders", 2, done))).toBe("NONE");
  });
});

rule(
  "What somebody was told of, or could see, is there after a loss of power",
  "the promise of chapter 5",
  () => {
    test("topics, and what is in them", () => {
      const { site } = withTopics({ orders: 2, emails: 1 });
      fill(site, "orders-1", 3);
      site.losePower();
      const again = openTopics(site)!;

      expect([countsOf(again), again.all().map(({ endOffset }) => endOffset)]).toEqual([
        { orders: 2, emails: 1 },
        [0n, 3n, 0n],
      ]);
    });

    test("the power is lost after any act of a topic's making: it is there whole, or it isn't there", () => {
      for (const seed of range(1, 4)) {
        for (const acts of range(1, 40)) {
          const { site, topics } = withTopics({ emails: 1 }, seed);
          site.cutPowerAfter(acts);
          let seen = topics.partitionsOf("orders");
          site.run(() =>
            topics.create("orders", 3, (error) => (seen = Math.max(seen, error === "NONE" ? 3 : 0))),
          );
          // Whoever sees a topic may use it, told of it or not.
          for (let step = 0; step < 200 && site.up; step++) {
            site.pass(0.25);
            seen = Math.max(seen, topics.partitionsOf("orders"));
          }
          site.losePower();
          const again = countsOf(openTopics(site)!);
          const isThere = again["orders"] !== undefined;

          expect({ acts, again }).toEqual({
            acts,
            again: isThere ? { emails: 1, orders: 3 } : { emails: 1 },
          });
          if (seen > 0) expect({ acts, seen, isThere }).toEqual({ acts, seen, isThere: true });
        }
      }
    });

    test("the process dies in the middle, and the power is lost after what came back was seen", () => {
      let wasSeen = 0;
      for (const seed of range(1, 30)) {
        const { site, topics } = withTopics({ emails: 1 }, seed);
        site.run(() => topics.create("orders", 2, () => {}));
        site.pass(2 + (seed % 5));
        site.kill();
        const back = countsOf(openTopics(site)!);
        if (back["orders"] !== undefined) wasSeen += 1;
        site.losePower();

        expect({ seed, counts: countsOf(openTopics(site)!) }).toEqual({ seed, counts: back });
      }
      expect(wasSeen).toBeGreaterThan(3);
    });

    test("a list of topics that was damaged stops the server: an empty one would lose every record", () => {
      const { site } = withTopics({ orders: 2 });
      const files = site.save();
      files.get("topics")![20]! ^= 1;
      site.load(files);
      openTopics(site);

      expect(site.up).toBe(false);
    });

    test("it says that it is ready when every partition is open, not before", () => {
      const { site } = withTopics({ orders: 5 });
      site.losePower();
      let open = -1;
      site.run((host) => {
        const topics = new Topics(host);
        topics.open(() => (open = topics.partitionsOf("orders")));
      });
      site.pass();

      expect(open).toBe(5);
    });
  },
);

rule("A topic can get more partitions, and keeps what it has", SOURCE, () => {
  test("the new ones are empty, and the old ones where they were", () => {
    const { site } = withTopics({ orders: 2 });
    fill(site, "orders-1", 3);
    site.losePower();
    const topics = openTopics(site)!;
    const outcome = outcomeOf(site, (done) => topics.grow("orders", 4, done));
    const ends = (of: Topics): bigint[] => range(0, 3).map((index) => of.get("orders", index)!.endOffset);
    const before = ends(topics);
    site.losePower();

    expect([outcome, before, ends(openTopics(site)!)]).toEqual(["NONE", [0n, 3n, 0n, 0n], [0n, 3n, 0n, 0n]]);
  });

  test("the power is lost after any act of it: it has the old number, or the new one", () => {
    for (const seed of range(1, 4)) {
      for (const acts of range(1, 30)) {
        const { site, topics } = withTopics({ orders: 1, emails: 2 }, seed);
        site.cutPowerAfter(acts);
        const outcome = outcomeOf(site, (done) => topics.grow("orders", 3, done));
        site.losePower();
        const { orders, emails } = countsOf(openTopics(site)!);

        expect({ acts, emails, isOne: orders === 1 || orders === 3 }).toEqual({
          acts,
          emails: 2,
          isOne: true,
        });
        if (outcome === "NONE") expect({ acts, orders }).toEqual({ acts, orders: 3 });
      }
    }
  });

  test("only what comes on top needs room", () => {
    const { site, topics } = withTopics({ orders: MAX_PARTITIONS - 10 });
    const outcomes = [MAX_PARTITIONS, MAX_PARTITIONS + 1].map((count) =>
      outcomeOf(site, (done) => topics.grow("orders", count, done)),
    );

    expect(outcomes).toEqual(["NONE", "INVALID_PARTITIONS"]);
  });

  test.each([
    ["a topic that isn't there", "emails", 2, "UNKNOWN_TOPIC_OR_PARTITION"],
    ["as many as it has", "orders", 2, "INVALID_PARTITIONS"],
    ["fewer than it has: where should their records go?", "orders", 1, "INVALID_PARTITIONS"],
    ["more than there may be", "orders", MAX_PARTITIONS + 1, "INVALID_PARTITIONS"],
  ])("%s: refused, and nothing has changed", (_, name, partitions, error) => {
    const { site, topics } = withTopics({ orders: 2 });
    const outcome = outcomeOf(site, (done) => topics.grow(name, partitions, done));

    expect([outcome, countsOf(topics)]).toEqual([error, { orders: 2 }]);
  });
});

rule("Whoever wants a topic can ask a broker for it", SOURCE, () => {
  test("it is made, and refused the second time; it grows", () => {
    const shop = new Shop({});
    const caller = shop.caller("admin");
    shop.say(caller, { type: "create", id: 1, topic: "orders", partitions: 2 });
    shop.say(caller, { type: "create", id: 2, topic: "orders", partitions: 2 });
    shop.say(caller, { type: "grow", id: 3, topic: "orders", partitions: 3 });

    expect([caller.instance!.heard, shop.broker.instance!.topics.partitionsOf("orders")]).toEqual([
      [
        { type: "created", id: 1, error: "NONE" },
        { type: "created", id: 2, error: "TOPIC_ALREADY_EXISTS" },
        { type: "grown", id: 3, error: "NONE" },
      ],
      3,
    ]);
  });
});

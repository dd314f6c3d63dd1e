import { History } from "#lab/checkers/history";
import { sleep } from "#lab/host";
import { rule } from "#lab/testing/rule";
import { text } from "#lab/testing/bytes";
import { sweepInTest } from "#lab/sweep/in-test";
import { World } from "#lab/world/world";
import { CONFIG, parseConfiguration } from "#reconfiguration/config";
import { ANY_CONFIGURATION, type ReconfigRequest } from "#reconfiguration/reconfigure";
import type { KeeperError } from "#znode-tree/errors";
import { Ensemble, type Wish } from "./ensemble";
import { follow, Keepers, set } from "./keepers";
import { configuration, ids, list, show } from "./members";
import { changing, forgetful, whole as wholeServers } from "./scenarios";
import { order, writes } from "./seat";
import { Threshold } from "./threshold";

const GUIDE = "ZooKeeper Dynamic Reconfiguration";

interface Open {
  founders?: string;
  joiners?: string;
  seed?: number;
  /** Those who buy. */
  customers?: readonly string[];
}

/** An ensemble that has a leader and its first configuration. */
async function open({
  founders = "ABC",
  joiners = "DE",
  seed = 1,
  customers = ["Ann", "Bob"],
}: Open = {}): Promise<Ensemble> {
  const world = new World({ seed });
  const ensemble = new Ensemble(world, founders).add(founders.toUpperCase() + joiners);
  ensemble.addCustomers(...customers).addOperator("Olga");
  await world.run(2_000);
  return ensemble;
}

function whole(letters: string, expected = ANY_CONFIGURATION): ReconfigRequest {
  return { expected, members: list(letters) };
}

function join(letters: string): ReconfigRequest {
  return { expected: ANY_CONFIGURATION, joining: list(letters), leaving: [] };
}

function leave(letters: string): ReconfigRequest {
  return { expected: ANY_CONFIGURATION, joining: [], leaving: [...ids(letters)] };
}

/** Asks, and lets time pass. @returns the letters of what is in force then, or the refusal */
async function ask(ensemble: Ensemble, request: ReconfigRequest, ms = 1_000): Promise<string | undefined> {
  const wish = ensemble.wish(request);
  await ensemble.world.run(ms);
  return wish.outcome;
}

function leaderOf(ensemble: Ensemble): string {
  return ensemble.leaders().join(" and ");
}

/** Someone of these who doesn't lead. */
function notLeading(ensemble: Ensemble, names: string): string {
  return [...names].find((name) => !ensemble.leaders().includes(name))!;
}

function kill(ensemble: Ensemble, names: string): void {
  for (const name of names) ensemble.world.machine(name).kill();
}

/** Sales per name of a server that were acknowledged, from now on and in so many ms. */
async function salesWithin(ensemble: Ensemble, ms: number): Promise<number> {
  const before = ensemble.witness.sales.size;
  await ensemble.world.run(ms);
  return ensemble.witness.sales.size - before;
}

rule("The configuration is a znode that everybody can read", GUIDE, () => {
  test("the first leader of all writes down with whom it was started", async () => {
    const ensemble = await open();
    const texts = [..."ABC"].map((name) => text(ensemble.shop(name)!.storage.database.tree.getData(CONFIG)));

    expect({ different: new Set(texts).size, lines: texts[0]!.split("\n").slice(0, 4) }).toEqual({
      different: 1,
      lines: [
        "server.1=A:participant",
        "server.2=B:participant",
        "server.3=C:participant",
        "version=100000001",
      ],
    });
  });

  test("it is written once: a later leader finds it", async () => {
    const ensemble = await open();
    const before = show(ensemble.witness.newest);
    kill(ensemble, leaderOf(ensemble));
    await ensemble.world.run(3_000);

    expect({ leaders: ensemble.leaders().length, newest: show(ensemble.witness.newest) }).toEqual({
      leaders: 1,
      newest: before,
    });
  });

  test("its version is the zxid of the transaction that wrote it", async () => {
    const ensemble = await open();
    await ask(ensemble, join("D"));
    const { tree } = ensemble.shop("A")!.storage.database;

    expect(parseConfiguration(tree.getData(CONFIG)).version).toBe(tree.exists(CONFIG)!.mzxid);
  });

  test("the new servers have it as well, before they are members", async () => {
    const ensemble = await open();

    expect([ensemble.configurationOf("D"), ensemble.server("D")!.epoch]).toEqual(["ABC", 1]);
  });
});

rule("Servers join and leave while the shop sells", GUIDE, () => {
  test("from three servers to five, and to three of which two are others", async () => {
    const ensemble = await open();
    const became = [await ask(ensemble, join("DE")), await ask(ensemble, leave("AB"), 3_000)];
    kill(ensemble, "AB");
    const sold = await salesWithin(ensemble, 3_000);
    ensemble.isBuying = false;
    await ensemble.world.run(500);

    expect({
      became,
      sells: sold > 20,
      sold: ensemble.witness.sales.size > 100,
      lost: ensemble.lostSales(["C", "D", "E"]),
      inForce: [..."CDE"].map((name) => ensemble.configurationOf(name)),
    }).toEqual({
      became: ["ABCDE", "CDE"],
      sells: true,
      sold: true,
      lost: [],
      inForce: ["CDE", "CDE", "CDE"],
    });
  });

  test("all at once: none of the old ones stays", async () => {
    const ensemble = await open({ joiners: "DEF" });
    const became = await ask(ensemble, whole("DEF"), 3_000);
    kill(ensemble, "ABC");
    await ensemble.world.run(2_000);

    const leads = "DEF".includes(leaderOf(ensemble));
    expect({ became, oneOfThemLeads: leads, sells: (await salesWithin(ensemble, 2_000)) > 20 }).toEqual({
      became: "DEF",
      oneOfThemLeads: true,
      sells: true,
    });
  });

  test("who has joined counts: of five servers three are enough, two of them new", async () => {
    const ensemble = await open();
    await ask(ensemble, join("DE"));
    kill(ensemble, "AB");
    await ensemble.world.run(3_000);

    expect((await salesWithin(ensemble, 2_000)) > 20).toBe(true);
  });

  test("and the old quorum is enough no longer: two of five sell nothing", async () => {
    const ensemble = await open();
    await ask(ensemble, join("DE"));
    kill(ensemble, "CDE");
    await ensemble.world.run(3_000);

    expect([await salesWithin(ensemble, 5_000), ensemble.leaders()]).toEqual([0, []]);
  });

  test("while it changes, no customer waits longer than for another write", async () => {
    const ensemble = await open();
    const leader = leaderOf(ensemble);
    const gone = notLeading(ensemble, "ABC");
    const pauses: number[] = [];
    for (const request of [join("DE"), leave(gone), whole("ABCDE"), leave("DE")]) {
      const wish = ensemble.wish(request);
      let quiet = 0;
      for (let before = ensemble.witness.sales.size, ms = 0; ms < 1_000; ms += 20) {
        await ensemble.world.run(20);
        quiet = ensemble.witness.sales.size > before ? 0 : quiet + 20;
        before = ensemble.witness.sales.size;
        pauses.push(quiet);
      }
      expect(wish.outcome).toBeDefined();
    }

    expect({ leader: leaderOf(ensemble), nobodyWaited: Math.max(...pauses) < 200 }).toEqual({
      leader,
      nobodyWaited: true,
    });
  });

  test("those who leave may be switched off at once: what was proposed meanwhile doesn't wait for them", async () => {
    for (let seed = 1; seed <= 5; seed++) {
      const ensemble = await open({ seed, joiners: "DEF" });
      await ask(ensemble, join("DEF"));
      const leader = leaderOf(ensemble);
      const gone = [..."ABCDEF"]
        .filter((name) => name !== leader)
        .slice(0, 3)
        .join("");
      const stays = [..."ABCDEF"].filter((name) => !gone.includes(name)).join("");
      const { world, witness } = ensemble;
      ensemble.wish(whole(stays));
      await world.until("it is committed", () => witness.newest?.members.list.length === 3, 2_000);
      kill(ensemble, gone);

      const now = leaderOf(ensemble);
      expect({ seed, leader: now, sells: (await salesWithin(ensemble, 1_000)) > 10 }).toEqual({
        seed,
        leader,
        sells: true,
      });
    }
  });
});

rule(
  "A leader that isn't in the new configuration leads until that is committed, and no longer",
  GUIDE,
  () => {
    test("it answers the operator, and another one leads", async () => {
      const ensemble = await open();
      await ask(ensemble, join("DE"));
      const leader = leaderOf(ensemble);
      const became = await ask(ensemble, leave(leader), 3_000);
      const rest = "ABCDE".replace(leader, "");

      expect({
        became,
        isMember: rest.includes(leaderOf(ensemble)),
        leaders: ensemble.leaders().length,
      }).toEqual({
        became: rest,
        isMember: true,
        leaders: 1,
      });
    });

    test("what is committed by the same acknowledgement is delivered, and then it goes, in the same moment", () => {
      const threshold = new Threshold("C", configuration(1n, "ABC")).leads();
      const without = configuration(2n, "AB", [1n, "ABC"]);
      threshold.decides(writes(without), order(3n), order(4n)).pass(1);

      expect(threshold.through).toEqual(["leads", "delivers 2", "delivers 3", "delivers 4", "looks"]);
    });

    test("the one that only observes from now on does so", async () => {
      const ensemble = await open();
      await ask(ensemble, join("DE"));
      const leader = leaderOf(ensemble);
      await ask(ensemble, join(leader.toLowerCase()), 3_000);

      const { peer, epoch } = ensemble.server(leader)!;
      expect({
        leaders: ensemble.leaders().length,
        stillLeads: leaderOf(ensemble) === leader,
        state: peer.state,
        epoch,
      }).toEqual({ leaders: 1, stillLeads: false, state: "OBSERVING", epoch: 2 });
    });

    test("one that was elected with such a configuration in its log decides it, and goes", async () => {
      const ensemble = await open();
      await ask(ensemble, join("DE"));
      const { world } = ensemble;
      const leader = leaderOf(ensemble);
      // It is logged everywhere; and then nobody hears of anybody before it can be committed.
      world.faults.slow("A", "B", { min: 1, max: 1 });
      const wish = ensemble.wish(leave(leader));
      await world.until(
        "it is in somebody's log",
        () =>
          [..."ABCDE"].some(
            (name) => name !== leader && ensemble.server(name)!.membership.proposed !== undefined,
          ),
        2_000,
      );
      for (const name of "ABCDE") world.machine(name).kill();
      for (const name of "ABCDE") world.machine(name).start();
      await world.run(6_000);

      const [now] = ensemble.leaders();
      expect({
        one: ensemble.leaders().length,
        isMember: ensemble.configurationOf(now!).includes(now!),
        wish: wish.outcome,
      }).toEqual({
        one: 1,
        isMember: true,
        wish: "ConnectionLoss",
      });
    });

    test("whoever restarts finds the new leader: nobody goes with one that is no member", async () => {
      const ensemble = await open();
      await ask(ensemble, join("DE"));
      const leader = leaderOf(ensemble);
      await ask(ensemble, leave(leader), 3_000);
      const other = notLeading(ensemble, "ABCDE".replace(leader, ""));
      kill(ensemble, other);
      ensemble.world.machine(other).start();
      await ensemble.world.run(3_000);

      expect(ensemble.server(other)!.epoch).toBe(2);
    });
  },
);

rule("Whoever joins has no vote before it is a member", `${GUIDE}, Adding servers`, () => {
  test("two new servers and one old one are no ensemble", async () => {
    const ensemble = await open();
    kill(ensemble, "BC");
    await ensemble.world.run(10_000);

    expect(ensemble.leaders()).toEqual([]);
  });

  test.each(["DE", "ABCDE", "D"])(
    "their operator has named %s to them: they still lead nobody",
    async (started) => {
      const world = new World({ seed: 1 });
      const ensemble = new Ensemble(world, "ABC").add("DE", started).addOperator("Olga");
      await world.run(10_000);

      expect(ensemble.leaders()).toEqual([]);
    },
  );

  test("one that isn't there yet doesn't help a new configuration into being", async () => {
    const ensemble = await open();
    kill(ensemble, "DE");
    await ensemble.world.run(3_000);

    expect([await ask(ensemble, whole("ADE")), ensemble.witness.newest?.members.list.length]).toEqual([
      "NewConfigNoQuorum",
      3,
    ]);
  });

  test("an observer is promoted: it goes on, and counts", async () => {
    const ensemble = await open({ founders: "ABCd", joiners: "" });
    const before = ensemble.server("D")!.peer.state;
    const became = await ask(ensemble, join("D"));
    kill(ensemble, notLeading(ensemble, "ABC"));
    await ensemble.world.run(3_000);
    const after = ensemble.server("D")!.peer.state;

    expect([before, became, after, (await salesWithin(ensemble, 2_000)) > 20]).toEqual([
      "OBSERVING",
      "ABCD",
      "FOLLOWING",
      true,
    ]);
  });

  test("an observer is promoted and comes to lead", async () => {
    const ensemble = await open({ founders: "ABCd", joiners: "" });
    await ask(ensemble, join("D"));
    kill(ensemble, leaderOf(ensemble));
    await ensemble.world.run(3_000);

    expect(leaderOf(ensemble)).toBe("D");
  });
});

rule("Operators are answered in order, and don't overwrite each other", GUIDE, () => {
  test("of two at the same time one is told that another is on its way", async () => {
    const ensemble = await open();
    ensemble.addOperator("Otto");
    const leader = leaderOf(ensemble);
    for (const name of "ABC")
      if (name !== leader) ensemble.world.faults.slow(leader, name, { min: 300, max: 300 });
    const wishes: Wish[] = [ensemble.wish(join("D")), ensemble.wish(join("E"))];
    await ensemble.world.run(3_000);

    // Whose request arrives first is nobody's promise.
    const [done, refused] = wishes.map(({ outcome }) => outcome).sort();
    expect(["ABCD", "ABCE"]).toContain(done);
    expect(refused).toBe("ReconfigInProgress");
  });

  test("they are answered when it is committed, and not before", async () => {
    const ensemble = await open();
    const leader = leaderOf(ensemble);
    for (const name of "ABC".replace(leader, "")) {
      ensemble.world.faults.slow(leader, name, { min: 400, max: 400 });
    }
    const wish = ensemble.wish(join("D"));
    await ensemble.world.until(
      "it is proposed",
      () => ensemble.server(leader)!.membership.proposed !== undefined,
      1_000,
    );
    await ensemble.world.run(300);
    const early = wish.outcome;
    await ensemble.world.run(2_000);

    expect([early, wish.outcome]).toEqual([undefined, "ABCD"]);
  });

  test("of two who know the same version the second is refused", async () => {
    const ensemble = await open();
    const { version } = ensemble.witness.newest!;

    expect([
      await ask(ensemble, whole("ABCD", version)),
      await ask(ensemble, whole("ABCE", version)),
    ]).toEqual(["ABCD", "BadVersion"]);
  });

  test("a refusal changes nothing, and the next is as good as if it hadn't been", async () => {
    const ensemble = await open();

    expect([await ask(ensemble, leave("ABC")), await ask(ensemble, join("D"))]).toEqual([
      "BadArguments",
      "ABCD",
    ]);
  });

  test("one that couldn't be committed is no obstacle for the next leader's", async () => {
    const ensemble = await open();
    const { world } = ensemble;
    const leader = leaderOf(ensemble);
    const wish = ensemble.wish(join("DE"));
    await world.until(
      "the leader has proposed it",
      () => ensemble.server(leader)!.membership.proposed !== undefined,
      1_000,
    );
    world.faults.isolate(leader);
    await world.run(5_000);
    const became = await ask(ensemble, join("D"), 12_000);
    world.faults.heal();
    await world.run(5_000);

    expect([wish.outcome, became, ensemble.leaders().length]).toEqual(["ConnectionLoss", "ABCD", 1]);
  });
});

rule("Two groups never decide apart", GUIDE, () => {
  test.each([
    { to: "ADE", with: "DE" },
    { to: "ABCDE", with: "D" },
    { to: "ABCDE", with: "DE" },
  ])(
    "the network splits while the leader goes over to $to: it commits nothing with $with",
    async ({ to, with: allies }) => {
      for (let seed = 1; seed <= 3; seed++) {
        const ensemble = await open({ seed });
        const leader = leaderOf(ensemble);
        const side = leader + allies;
        const other = [..."ABCDE"].filter((name) => !side.includes(name)).join("");
        const target = to.replace("A", "").includes(leader) ? to : to.replace("A", leader);
        const { world } = ensemble;
        ensemble.wish(whole(target));
        await world.until(
          "it is proposed",
          () => ensemble.server(leader)!.membership.proposed !== undefined,
          1_000,
        );
        for (const one of side) {
          for (const two of other) {
            world.faults.cut(one, two);
            world.faults.cut(two, one);
          }
        }
        await world.run(8_000);
        world.faults.heal();
        await world.run(8_000);
        ensemble.isBuying = false;
        await world.run(1_000);

        expect([seed, ensemble.leaders().length, ensemble.lostSales([..."ABCDE"])]).toEqual([seed, 1, []]);
      }
    },
  );
});

rule("A server that has left, or was away, disturbs nobody", GUIDE, () => {
  test("two that were a quorum once come back, and the others are gone: they decide nothing", async () => {
    const ensemble = await open();
    await ask(ensemble, whole("CDE"), 3_000);
    kill(ensemble, "CDE");
    for (const name of "AB") ensemble.world.machine(name).powerCut();
    for (const name of "AB") ensemble.world.machine(name).start();
    await ensemble.world.run(15_000);

    expect(ensemble.leaders()).toEqual([]);
  });

  test("one that was away during all of it finds the ensemble, and nobody had to look for a leader", async () => {
    const ensemble = await open();
    const away = notLeading(ensemble, "ABC");
    const stays = "ABC".replace(away, "");
    kill(ensemble, away);
    await ask(ensemble, join("DE"));
    await ask(ensemble, leave(away));
    const leader = leaderOf(ensemble);
    ensemble.world.machine(away).start();
    await ensemble.world.run(15_000);

    expect([
      leaderOf(ensemble),
      ensemble.server(leader)!.epoch,
      ensemble.server(away)!.epoch,
      ensemble.configurationOf(away),
    ]).toEqual([leader, 1, 1, `${stays}DE`]);
  });

  test("of those whom it knew only one is a member, and that one doesn't lead", async () => {
    const ensemble = await open();
    kill(ensemble, "A");
    await ensemble.world.run(3_000);
    await ask(ensemble, join("DE"));
    await ask(ensemble, leave("AB"), 4_000);
    kill(ensemble, "B");
    await ensemble.world.run(3_000);
    if (leaderOf(ensemble) === "C") {
      kill(ensemble, "C");
      await ensemble.world.run(4_000);
      ensemble.world.machine("C").start();
      await ensemble.world.run(3_000);
    }
    ensemble.world.machine("A").start();
    await ensemble.world.run(10_000);

    expect([leaderOf(ensemble) === "C", ensemble.configurationOf("A"), ensemble.server("A")!.epoch]).toEqual([
      false,
      "CDE",
      ensemble.server("C")!.epoch,
    ]);
  });

  test("whenever it returns, it doesn't wait for what was taken back", async () => {
    for (let later = 0; later < 1_600; later += 100) {
      const ensemble = await open({ joiners: "" });
      const { world } = ensemble;
      const leader = leaderOf(ensemble);
      for (const name of "ABC".replace(leader, "")) world.faults.cut(leader, name);
      ensemble.wish(leave(leader));
      await world.until(
        "it is proposed",
        () => ensemble.server(leader)!.membership.proposed !== undefined,
        1_000,
      );
      world.faults.isolate(leader);
      await world.run(5_000 + later);
      world.faults.heal();
      await world.run(4_000);
      const { epoch, membership } = ensemble.server(leader)!;

      expect([later, epoch, show(membership.proposed), ensemble.configurationOf(leader)]).toEqual([
        later,
        2,
        "none",
        "ABC",
      ]);
    }
  });

  test("what a leader had proposed and nobody else had is taken back when it returns", async () => {
    const ensemble = await open();
    const { world } = ensemble;
    const leader = leaderOf(ensemble);
    for (const name of "ABCDE".replace(leader, "")) world.faults.cut(leader, name);
    ensemble.wish(join("DE"));
    await world.until(
      "the leader has proposed it",
      () => ensemble.server(leader)!.membership.proposed !== undefined,
      1_000,
    );
    await world.run(6_000);
    world.faults.heal();
    await world.run(10_000);

    expect([
      ensemble.leaders().length,
      ensemble.configurationOf(leader),
      ensemble.server(leader)!.membership.proposed,
    ]).toEqual([1, "ABC", undefined]);
  });
});

rule("A whole ZooKeeper server does the same", "chapter 9, and all before it", () => {
  test("sessions, ephemerals and watches outlive all three servers with which they began", async () => {
    const keepers = new Keepers("ABC", "DEF");
    const { world } = keepers;
    const seen: string[] = [];
    const history = new History<string, bigint>();
    let session = 0n;
    keepers.client("Ann", (keeper, host) => follow(keeper, host, seen));
    keepers.client("Bob", async (keeper, host) => {
      await keeper.create("/bob", new Uint8Array(0), { ephemeral: true });
      session = keeper.session;
      await set(keeper, host, "/max_connections", history);
    });
    await world.run(4_000);
    const became = [keepers.operator("Olga", whole("ABCDEF"))];
    await world.run(2_000);
    became.push(keepers.operator("Otto", whole("DEF")));
    await world.run(3_000);
    for (const name of "ABC") world.machine(name).kill();
    await world.run(6_000);
    const before = history.ok.length;
    await world.run(2_000);
    const { tree } = keepers.server("E").storage.database;

    expect({
      became: became.map(({ outcome }) => outcome),
      seen,
      goesOn: history.ok.length > before + 20,
      session: tree.exists("/bob")?.ephemeralOwner === session && session !== 0n,
    }).toEqual({ became: ["ABCDEF", "DEF"], seen: ["ABC", "ABCDEF", "DEF"], goesOn: true, session: true });
  });

  test("its clients read and watch the configuration, and are refused if they would change it", async () => {
    const keepers = new Keepers("ABC", "");
    const refused: unknown[] = [];
    let stands: unknown;
    keepers.client("Ann", async (keeper, host) => {
      await sleep(host.clock, 2_000);
      const attempts = [
        () => keeper.setData(CONFIG, new Uint8Array(0)),
        () => keeper.delete(CONFIG),
        () => keeper.create(`${CONFIG}/x`, new Uint8Array(0)),
        () => keeper.multi([{ type: "setData", path: CONFIG, data: new Uint8Array(0), version: -1 }]),
      ];
      for (const attempt of attempts)
        await attempt().catch((error: unknown) => refused.push((error as KeeperError).reason));
      stands = show(parseConfiguration((await keeper.getData(CONFIG)).data)).split(" ")[0];
      await sleep(host.clock, 60_000);
    });
    await keepers.world.run(4_000);

    expect([refused, stands]).toEqual([["NoAuth", "NoAuth", "NoAuth", "NoAuth"], "ABC"]);
  });
});

rule(
  "Whatever befalls them, there is one line of configurations and of sales",
  "the invariants of this chapter",
  () => {
    test("five servers, three of them members at first", () => sweepInTest(changing, { seeds: 20 }));

    test("whole servers of ZooKeeper, with its own clients", () => sweepInTest(wholeServers, { seeds: 8 }));

    test("one may lose its disk, and one may be away for good", () => sweepInTest(forgetful, { seeds: 20 }));
  },
);

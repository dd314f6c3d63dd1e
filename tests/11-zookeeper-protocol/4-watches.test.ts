import { rule } from "#lab/testing/rule";
import {
  ask,
  asked,
  created,
  dataSet,
  deleted,
  nothing,
  OP,
  parts,
  path,
  readParts,
  stat,
  stock,
} from "./requests";
import { type Client, Shop } from "./shop";
import type { In, Out } from "./wire";
import { request } from "./wire";

const EVENTS = "ZooKeeper source, WatcherEvent and Watcher.Event.EventType";
const MEASURED = "Measured on Apache ZooKeeper 3.8.0";

const NAMES: Record<number, string> = { 1: "created", 2: "deleted", 3: "data", 4: "children" };
const NO_WATCHER = -121;
const PERSISTENT = 0;
const RECURSIVE = 1;
const OF_CHILDREN = 1;
const OF_DATA = 2;
const OF_ANY = 3;

/** An event as a line; what isn't one is told by its xid. */
function eventOf(frame: In): string {
  const { xid, zxid, error } = frame.header();
  if (xid !== -1) return `an answer to ${xid}`;
  const [type, state, where] = [frame.int(), frame.int(), frame.string()];
  const odd = zxid !== -1n || error !== 0 || state !== 3 || frame.left > 0;
  return odd
    ? `zxid ${zxid}, error ${error}, state ${state}, ${frame.left} bytes more`
    : `${NAMES[type]} ${where}`;
}

/** All that has come, as lines. */
function heard(client: Client): string[] {
  const lines: string[] = [];
  while (client.waiting > 0) lines.push(eventOf(client.next()));
  return lines;
}

const at = (where: string, which: number) => (out: Out) => out.string(where).int(which);

/** A request to re-arm: three lists, or five. */
function setWatches(
  since: bigint,
  lists: {
    data?: string[];
    exists?: string[];
    children?: string[];
    persistent?: string[];
    recursive?: string[];
  },
  opcode: number = OP.setWatches,
): Uint8Array {
  const { data = [], exists = [], children = [], persistent = [], recursive = [] } = lists;
  return request(-8, opcode, (out) => {
    out.long(since).strings(data).strings(exists).strings(children);
    return opcode === OP.setWatches2 ? out.strings(persistent).strings(recursive) : out;
  });
}

/** A shop with `/shop`, somebody who watches, and somebody who does things. */
function scene(): { shop: Shop; ann: Client; bob: Client } {
  const shop = new Shop();
  stock(shop, "/shop");
  return { shop, ann: shop.client(), bob: shop.client() };
}

rule(
  "an event is a frame with the xid -1 and the zxid -1: what happened, the state 3, and where",
  EVENTS,
  () => {
    test("data that is set, to whoever has read it with a watch", () => {
      const { ann, bob } = scene();
      ask(ann, OP.getData, asked("/shop", true), (answer) => [answer.string(), answer.stat()]);
      ask(bob, OP.setData, dataSet("/shop", "new"), stat);
      expect(heard(ann)).toEqual(["data /shop"]);
    });

    test("a znode that comes and one that goes, to whoever has asked whether they are there", () => {
      const { ann, bob } = scene();
      ask(ann, OP.exists, asked("/new", true), stat);
      ask(ann, OP.exists, asked("/shop", true), stat);
      ask(bob, OP.create, created("/new"), path);
      ask(bob, OP.delete, deleted("/shop"), nothing);
      expect(heard(ann)).toEqual(["created /new", "deleted /shop"]);
    });

    test.each([OP.getChildren, OP.getChildren2])(
      "children, to whoever has listed them (opcode %d)",
      (opcode) => {
        const { ann, bob } = scene();
        ann.say(request(1, opcode, asked("/shop", true)));
        ann.next();
        ask(bob, OP.create, created("/shop/till"), path);
        expect(heard(ann)).toEqual(["children /shop"]);
      },
    );

    test("a multiRead leaves watches, too", () => {
      const { ann, bob } = scene();
      ask(ann, OP.multiRead, parts([OP.getData, asked("/shop", true)]), readParts);
      ask(bob, OP.setData, dataSet("/shop", "new"), stat);
      expect(heard(ann)).toEqual(["data /shop"]);
    });

    test("without the flag nobody is told; and whoever was told isn't told again", () => {
      const { ann, bob } = scene();
      ask(ann, OP.getData, asked("/shop", false), (answer) => [answer.string(), answer.stat()]);
      ask(bob, OP.setData, dataSet("/shop", "new"), stat);
      const before = heard(ann);
      ask(ann, OP.exists, asked("/shop", true), stat);
      ask(bob, OP.setData, dataSet("/shop", "newer"), stat);
      ask(bob, OP.setData, dataSet("/shop", "newest"), stat);
      expect([before, heard(ann)]).toEqual([[], ["data /shop"]]);
    });

    test("a path in any language arrives as it is", () => {
      const { ann, bob } = scene();
      ask(ann, OP.exists, asked("/brød/パン", true), stat);
      ask(bob, OP.create, created("/brød"), path);
      ask(bob, OP.create, created("/brød/パン"), path);
      expect(heard(ann)).toEqual(["created /brød/パン"]);
    });
  },
);

rule(
  "a client is told of a change before it can see it",
  "ZooKeeper Programmer's Guide, What ZooKeeper Guarantees about Watches",
  () => {
    test("the event of its own write comes before the answer", () => {
      const { ann } = scene();
      ask(ann, OP.exists, asked("/shop", true), stat);
      ann.say(request(7, OP.setData, dataSet("/shop", "new")), request(8, OP.getData, asked("/shop")));
      expect(heard(ann)).toEqual(["data /shop", "an answer to 7", "an answer to 8"]);
    });
  },
);

rule("a client is told of nothing before its watch is there", EVENTS, () => {
  test("the event stands behind the answer that left the watch, and before the next", () => {
    const { ann } = scene();
    ann.say(request(7, OP.exists, asked("/shop", true)), request(8, OP.setData, dataSet("/shop", "new")));
    expect(heard(ann)).toEqual(["an answer to 7", "data /shop", "an answer to 8"]);
  });
});

rule(
  "a client that reconnects re-arms its watches, and is told what it has missed",
  "ZooKeeper Programmer's Guide, ZooKeeper Watches",
  () => {
    test("what goes on is armed; the answer has the xid -8 and no body", () => {
      const { ann, bob } = scene();
      ann.say(setWatches(100n, { data: ["/shop"], exists: ["/new"], children: ["/shop"] }));
      const answer = ann.next();
      expect([answer.header(), answer.left]).toEqual([{ xid: -8, zxid: 4n, error: 0 }, 0]);
      ask(bob, OP.create, created("/new"), path);
      ask(bob, OP.create, created("/shop/till"), path);
      ask(bob, OP.setData, dataSet("/shop", "new"), stat);
      expect(heard(ann)).toEqual(["created /new", "children /shop", "data /shop"]);
    });

    test("what was missed is told before the answer", () => {
      const { ann, bob } = scene();
      const since = 4n;
      ask(bob, OP.create, created("/new"), path);
      ask(bob, OP.create, created("/shop/till"), path);
      ask(bob, OP.setData, dataSet("/shop", "new"), stat);
      ann.say(setWatches(since, { data: ["/shop", "/gone"], exists: ["/new"], children: ["/shop"] }));
      expect(heard(ann)).toEqual([
        "data /shop",
        "deleted /gone",
        "created /new",
        "children /shop",
        "an answer to -8",
      ]);
    });

    test("several of them, all with the same xid, are answered each", () => {
      const { ann, bob } = scene();
      ann.say(setWatches(100n, { data: ["/shop"] }), setWatches(100n, { exists: ["/new"] }));
      const answers = heard(ann);
      ask(bob, OP.create, created("/new"), path);
      ask(bob, OP.setData, dataSet("/shop", "new"), stat);
      expect([answers, heard(ann)]).toEqual([
        ["an answer to -8", "an answer to -8"],
        ["created /new", "data /shop"],
      ]);
    });

    test("with watches that stay there are two lists more", () => {
      const { ann, bob } = scene();
      ann.say(
        setWatches(100n, { data: ["/shop"], persistent: ["/new"], recursive: ["/shop"] }, OP.setWatches2),
      );
      const answers = heard(ann);
      ask(bob, OP.create, created("/shop/till"), path);
      ask(bob, OP.create, created("/new"), path);
      ask(bob, OP.setData, dataSet("/new", "newer"), stat);
      expect([answers, heard(ann)]).toEqual([
        ["an answer to -8"],
        ["created /shop/till", "created /new", "data /new"],
      ]);
    });
  },
);

rule("watches that stay", "Issue ZOOKEEPER-1416; AddWatchMode", () => {
  test("mode 0: the znode itself and its children, again and again", () => {
    const { ann, bob } = scene();
    expect(ask(ann, OP.addWatch, at("/shop", PERSISTENT), (answer) => answer.int())).toEqual({
      error: 0,
      body: 0,
    });
    ask(bob, OP.setData, dataSet("/shop", "new"), stat);
    ask(bob, OP.create, created("/shop/till"), path);
    ask(bob, OP.setData, dataSet("/shop", "newer"), stat);
    ask(bob, OP.setData, dataSet("/shop/till", "x"), stat);
    expect(heard(ann)).toEqual(["data /shop", "children /shop", "data /shop"]);
  });

  test("mode 1: everything below it, too, each by its own name", () => {
    const { ann, bob } = scene();
    ask(ann, OP.addWatch, at("/shop", RECURSIVE), (answer) => answer.int());
    ask(bob, OP.create, created("/shop/till"), path);
    ask(bob, OP.setData, dataSet("/shop/till", "x"), stat);
    ask(bob, OP.delete, deleted("/shop/till"), nothing);
    expect(heard(ann)).toEqual(["created /shop/till", "data /shop/till", "deleted /shop/till"]);
  });

  test("there is no third", () => {
    const { ann } = scene();
    ann.say(request(5, OP.addWatch, at("/shop", 2)));
    expect([ann.next().header().error, ann.closed]).toEqual([-5, true]);
  });
});

rule(
  "a client may ask for its watches, and take them back",
  "Issue ZOOKEEPER-442; FinalRequestProcessor",
  () => {
    /** Ann watches the data and the children of /shop, and all of /tree for good. */
    function watching(): { ann: Client; bob: Client } {
      const { ann, bob } = scene();
      ask(ann, OP.exists, asked("/shop", true), stat);
      ask(ann, OP.getChildren, asked("/shop", true), (answer) => answer.strings());
      ask(ann, OP.addWatch, at("/tree", RECURSIVE), (answer) => answer.int());
      return { ann, bob };
    }
    function happen(bob: Client): void {
      ask(bob, OP.create, created("/shop/till"), path);
      ask(bob, OP.setData, dataSet("/shop", "new"), stat);
      ask(bob, OP.create, created("/tree"), path);
    }

    test.each([OF_CHILDREN, OF_DATA, OF_ANY])(
      "asking (%d) is answered with nothing, and changes nothing",
      (which) => {
        const { ann, bob } = watching();
        expect(ask(ann, OP.checkWatches, at("/shop", which), nothing)).toEqual({ error: 0, body: "nothing" });
        happen(bob);
        expect(heard(ann)).toEqual(["children /shop", "data /shop", "created /tree"]);
      },
    );

    test.each([
      [OF_CHILDREN, ["data /shop", "created /tree"]],
      [OF_DATA, ["children /shop", "created /tree"]],
      [OF_ANY, ["created /tree"]],
    ])("what is taken back (%d) is silent, and the rest isn't", (which, expected) => {
      const { ann, bob } = watching();
      expect(ask(ann, OP.removeWatches, at("/shop", which), nothing)).toEqual({ error: 0, body: "nothing" });
      happen(bob);
      expect(heard(ann)).toEqual(expected);
    });

    test("watches that stay are taken back as any", () => {
      const { ann, bob } = watching();
      ask(ann, OP.removeWatches, at("/tree", OF_ANY), nothing);
      happen(bob);
      expect(heard(ann)).toEqual(["children /shop", "data /shop"]);
    });

    test.each([OP.checkWatches, OP.removeWatches])(
      "if there is no such watch: NoWatcher (opcode %d)",
      (opcode) => {
        const { ann, bob } = scene();
        ask(ann, OP.exists, asked("/shop", true), stat);
        const errors = [
          ask(ann, opcode, at("/shop", OF_CHILDREN), nothing).error,
          ask(ann, opcode, at("/nowhere", OF_ANY), nothing).error,
          ask(bob, opcode, at("/shop", OF_ANY), nothing).error,
        ];
        expect(errors).toEqual([NO_WATCHER, NO_WATCHER, NO_WATCHER]);
      },
    );

    test("a kind of watch that there isn't: error -5", () => {
      const { ann } = scene();
      ann.say(request(5, OP.removeWatches, at("/shop", 4)));
      expect([ann.next().header().error, ann.closed]).toEqual([-5, true]);
    });
  },
);

rule("watches go with their connection", MEASURED, () => {
  test("on a new one nothing is told until it is asked for again", () => {
    const { shop, ann, bob } = scene();
    ask(ann, OP.exists, asked("/shop", true), stat);
    const { id, password } = ann.session!;
    const again = shop.client({ id, password });
    ask(bob, OP.setData, dataSet("/shop", "new"), stat);
    expect([heard(ann), heard(again)]).toEqual([[], []]);
    again.say(setWatches(4n, { data: ["/shop"] }));
    expect(heard(again)).toEqual(["data /shop", "an answer to -8"]);
  });
});

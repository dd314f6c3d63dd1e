import fc from "fast-check";
import { text } from "#lab/testing/bytes";
import { rule } from "#lab/testing/rule";
import { ZnodeCache } from "#watches/cache";
import type { ZnodeServer } from "#watches/server";
import { create, remove, setData } from "./desk";
import { shop, WireClient } from "./wire";

const HOPS = "The workbook's notes: reduce hops";
const GUARANTEES = "ZooKeeper Programmer's Guide, What ZooKeeper Guarantees about Watches";

rule("What a client was told, it doesn't ask again", HOPS, () => {
  test("a thousand lookups are one request", () => {
    const { client, lookup } = remembering();
    const answers = Array.from({ length: 1_000 }, () => lookup("/shop"));

    expect({ requests: client.requests, answers: new Set(answers) }).toEqual({
      requests: 1,
      answers: new Set(["bread"]),
    });
  });

  test("every znode is asked for by itself", () => {
    const { client, write, lookup } = remembering();
    write(create("/mall", "shoes"));

    expect([lookup("/shop"), lookup("/mall"), lookup("/shop"), client.requests]).toEqual([
      "bread",
      "shoes",
      "bread",
      2,
    ]);
  });

  test("a znode without data is remembered too", () => {
    const { client, write, lookup } = remembering();
    write(create("/empty"));

    expect([lookup("/empty"), lookup("/empty"), client.requests]).toEqual(["", "", 1]);
  });

  test("who asks while the answer is on its way waits for the same one", () => {
    const { client, cache } = remembering();
    const answers: (string | undefined)[] = [];
    for (let times = 0; times < 3; times++) cache.get("/shop", (data) => answers.push(data && text(data)));
    const before = [...answers];
    client.deliver();

    expect({ before, answers, requests: client.requests }).toEqual({
      before: [],
      answers: ["bread", "bread", "bread"],
      requests: 1,
    });
  });
});

rule("What has changed, it asks again", GUARANTEES, () => {
  test("the data was set: the next lookup asks, and the one after that doesn't", () => {
    const { client, write, lookup } = remembering();
    lookup("/shop");
    write(setData("/shop", "rolls"));
    client.deliver();

    expect([lookup("/shop"), lookup("/shop"), client.requests]).toEqual(["rolls", "rolls", 2]);
  });

  test("and when it was set again after that", () => {
    const { client, write, lookup } = remembering();
    for (const data of ["rolls", "cake", "pie"]) {
      lookup("/shop");
      write(setData("/shop", data));
      client.deliver();
    }

    expect(lookup("/shop")).toBe("pie");
  });

  test("the znode was deleted: there is nothing to remember", () => {
    const { client, write, lookup } = remembering();
    lookup("/shop");
    write(remove("/shop"));
    client.deliver();

    expect(lookup("/shop")).toBeUndefined();
  });

  test("a znode that wasn't there is found once it is created", () => {
    const { write, lookup } = remembering();
    const before = lookup("/mall");
    write(create("/mall", "shoes"));

    expect([before, lookup("/mall")]).toEqual([undefined, "shoes"]);
  });

  test("a change of another znode makes it forget nothing", () => {
    const { client, write, lookup } = remembering();
    write(create("/mall", "shoes"));
    lookup("/shop");
    lookup("/mall");
    write(setData("/mall", "hats"));
    client.deliver();

    expect([lookup("/shop"), client.requests]).toEqual(["bread", 2]);
  });

  test("a change right behind the answer, on its way with it, is not overlooked", () => {
    const { client, cache, write, lookup } = remembering();
    let first: string | undefined;
    cache.get("/shop", (data) => (first = data && text(data)));
    write(setData("/shop", "rolls"));
    client.deliver();

    expect([first, lookup("/shop")]).toEqual(["bread", "rolls"]);
  });
});

rule("A memory is never older than anything else that the client has seen", GUARANTEES, () => {
  test("300 random runs: what it answers from memory was still true at the last zxid that it heard of", () => {
    const paths = ["/a", "/b", "/c"] as const;
    const arbitraryStep = fc.record({
      act: fc.constantFrom("set", "get", "get", "commit", "deliver"),
      path: fc.constantFrom(...paths),
    });
    fc.assert(
      fc.property(fc.array(arbitraryStep, { maxLength: 80 }), (steps) => {
        const { client, cache, server, write } = remembering();
        for (const path of paths) write(create(path, "0"));
        const history = new Map([[server.lastZxid, dataOf(server, paths)]]);
        for (const [index, { act, path }] of steps.entries()) {
          if (act === "set") server.submit(setData(path, `${index}`));
          if (act === "commit" && server.commit()) history.set(server.lastZxid, dataOf(server, paths));
          if (act === "deliver") client.deliver(1);
          if (act === "get") {
            let remembered: string | undefined;
            cache.get(path, (data) => (remembered = data && text(data)));
            if (remembered !== undefined)
              expect(remembered).toBe(history.get(client.replies.at(-1)!.zxid)![path]);
          }
        }
      }),
      { numRuns: 300, seed: 20_262 },
    );
  });
});

/** A client with a cache; `/shop` has "bread". `lookup` asks the cache and delivers until it has answered. */
function remembering() {
  const { server, write, commitAll } = shop();
  write(setData("/shop", "bread"));
  const client = new WireClient(server);
  const cache = new ZnodeCache((request, answered) =>
    client.send(request, ({ outcome }) => answered(outcome)),
  );
  client.onEvent = (event) => cache.told(event);
  const lookup = (path: string): string | undefined => {
    let answer: Uint8Array | undefined;
    cache.get(path, (data) => (answer = data));
    client.deliver();
    return answer && text(answer);
  };
  return { server, write, commitAll, client, cache, lookup };
}

function dataOf(server: ZnodeServer, paths: readonly string[]): Record<string, string> {
  return Object.fromEntries(paths.map((path) => [path, text(server.store.tree.getData(path))]));
}

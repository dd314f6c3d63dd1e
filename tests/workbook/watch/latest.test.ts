import { Latest } from "#workbook/watch/latest";

/** Work that goes on until it is interrupted or let go. */
class Bench {
  readonly done: string[] = [];
  letGo: () => void = () => undefined;
  readonly latest = new Latest<string>(
    async (request) => {
      await new Promise<void>((resolve) => (this.letGo = resolve));
      this.done.push(this.latest.superseded ? `${request} ended early` : request);
    },
    () => this.letGo(),
  );
  readonly turn = () => new Promise((resolve) => setImmediate(resolve));
}

test("a request that comes while nothing is done is done", async () => {
  const bench = new Bench();
  bench.latest.ask("a");
  await bench.turn();
  bench.letGo();
  await bench.latest.idle();
  expect(bench.done).toEqual(["a"]);
});

test("a newer request ends the work that is on, and of several only the last is done", async () => {
  const bench = new Bench();
  bench.latest.ask("a");
  await bench.turn();
  for (const request of ["b", "c", "d"]) bench.latest.ask(request);
  await bench.turn();
  bench.letGo();
  await bench.latest.idle();
  expect(bench.done).toEqual(["a ended early", "d"]);
});

test("after the close nothing is done any more", async () => {
  const bench = new Bench();
  bench.latest.ask("a");
  await bench.turn();
  bench.latest.ask("b");
  await bench.latest.close();
  bench.latest.ask("c");
  await bench.latest.idle();
  expect(bench.done).toEqual(["a ended early"]);
});

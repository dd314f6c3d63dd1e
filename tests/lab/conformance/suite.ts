import type { Host } from "#lab/host";
import { clockConforms } from "./clock";
import { diskConforms } from "./disk";
import { networkConforms } from "./network";

/** A place where servers run on one kind of Host. */
export interface Site {
  /** Starts a server; one that ran before starts from its disk. Resolves when its services can be reached. */
  start<T>(name: string, boot: (host: Host) => T): Promise<T>;
  /** Kills the process of a server. */
  kill(name: string): Promise<void>;
  /** Lets time pass until something holds. It fails if that takes too long. */
  until(what: string, holds: () => boolean): Promise<void>;
  /** Frees everything. */
  end(): Promise<void>;
}

/** What every Host promises. The same tests run against the simulated one and the real one. */
export function hostConforms(open: () => Promise<Site>): void {
  let site: Site;
  beforeEach(async () => (site = await open()));
  afterEach(() => site.end());
  const here = (): Site => site;

  describe("the clock", () => clockConforms(here));
  describe("the network", () => networkConforms(here));
  describe("the disk", () => diskConforms(here));

  test("a server that halts does nothing any more, and its peers are told", async () => {
    const log: string[] = [];
    const handler = { onMessage: () => {}, onClose: () => log.push("closed") };
    const a = await site.start("A", (host) => {
      host.network.listen("s", {
        onMessage: () => host.halt("told to"),
        onClose: () => log.push("told itself"),
      });
      host.clock.after(50, () => log.push("timer of the dead"));
      return host;
    });
    expect(a.name).toBe("A");
    const b = await site.start("B", (host) => host);
    b.network.connect("A", "s", handler).send("halt");
    await site.until("the peer is told", () => log.length > 0);
    let later = false;
    b.clock.after(100, () => (later = true));
    await site.until("time has passed", () => later);
    expect(log).toEqual(["closed"]);
  });

  test("random numbers are in their range and not all the same", async () => {
    const { random } = await site.start("A", (host) => host);
    const drawn = Array.from({ length: 100 }, () => random.below(10));
    expect(drawn.every((n) => Number.isInteger(n) && n >= 0 && n < 10)).toBe(true);
    expect(new Set(drawn).size).toBeGreaterThan(3);
    expect(random.next()).toBeLessThan(1);
    expect(random.bytes(16)).toHaveLength(16);
    expect(["x", "y"]).toContain(random.pick(["x", "y"]));
  });
}

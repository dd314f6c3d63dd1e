import type { Connection, ConnectionHandler, Host } from "#lab/host";
import type { Stage } from "#lab/stage/stage";
import type { World } from "#lab/world/world";

/** Says hello to the others, again and again, and counts what it hears. */
class Greeter implements ConnectionHandler<string> {
  heard = 0;

  constructor(
    private readonly host: Host,
    private readonly others: readonly string[],
  ) {
    host.network.listen("greetings", this);
    this.greet();
  }

  onMessage(_: Connection<string>, message: string): void {
    if (message === "hello") this.heard += 1;
  }

  onClose(): void {}

  private greet(): void {
    for (const other of this.others) {
      const connection = this.host.network.connect<string>(other, "greetings", this);
      connection.send("hello");
      connection.send("a heartbeat");
    }
    this.host.clock.after(100, () => this.greet());
  }
}

/** Servers that greet each other: a stage for the tests of whatever plays one. */
export const stage: Stage = {
  title: "A party",
  sizes: [3, 5],
  open(world: World, size: number) {
    const servers = ["Ann", "Bob", "Cho", "Dan", "Eve"].slice(0, size);
    const machines = new Map(
      servers.map((name) => [
        name,
        world.server(
          name,
          (host) =>
            new Greeter(
              host,
              servers.filter((other) => other !== name),
            ),
        ),
      ]),
    );
    world.always("nobody is greeted more than 1000 times", () =>
      [...machines.values()].some(({ instance }) => (instance?.heard ?? 0) > 1_000)
        ? "somebody was"
        : undefined,
    );
    return {
      servers,
      others: [],
      look: (server) => {
        const { heard } = machines.get(server)!.instance!;
        return {
          role: heard > 0 ? "GREETED" : "ALONE",
          mood: heard > 0 ? "good" : "busy",
          facts: [["heard", String(heard)]],
        };
      },
      summary: () => [`${servers.length} are at the party`],
      tell: (label) => (label.includes("hello") ? "hello" : undefined),
    };
  },
};

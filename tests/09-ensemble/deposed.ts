import { sleep } from "#lab/host";
import { bytes } from "#lab/testing/bytes";
import { type Client, type Nodes, persist } from "./nodes";

/**
 * A leader that is deposed and doesn't know: its followers hear nothing of it any more, while it still hears of them for
 * a while. They elect another leader, and max_connections is set to 150. Ann is connected to the old one.
 */
export async function deposed(nodes: Nodes): Promise<{ old: string; ann: Client }> {
  await nodes.ready();
  const old = nodes.leader!;
  const { followers } = nodes;
  const { faults } = nodes.world;
  const ann = nodes.client("Ann", [old]);
  await ann.does((keeper) => keeper.create("/max_connections", bytes("100")));
  // Clients of the followers: of them the leader hears through the followers.
  for (const follower of followers) {
    nodes.program(
      `client of ${follower}`,
      async (keeper, host) => {
        for (;;) {
          await persist(() => keeper.exists("/max_connections"));
          await sleep(host.clock, 100);
        }
      },
      [follower],
    );
  }
  await nodes.world.run(500);
  for (const follower of followers) faults.clog(old, follower);
  await nodes.world.run(2_300);
  for (const follower of followers) faults.clog(follower, old);
  await nodes.world.until(
    "the others have a leader",
    () => followers.some((name) => nodes.server(name).state === "LEADING" && nodes.server(name).isServing),
    5_000,
  );
  await nodes.ask(followers, (keeper) => persist(() => keeper.setData("/max_connections", bytes("150"))));
  return { old, ann };
}

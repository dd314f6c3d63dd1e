import type { Host } from "#lab/host";
import { NEW_MARK } from "#leader-election/origin";
import { marked } from "#lab/testing/marked";
import { World } from "#lab/world/world";
import { ANY_CONFIGURATION } from "#reconfiguration/reconfigure";
import { askForConfiguration } from "#reconfiguration/operator";
import { HastyServer } from "../hasty";
import { letters, list } from "../members";
import { Customer } from "../shop";

// A, B and C are to become A, D and E, and all go by the new list as soon as they see it. Then the network splits.
const SERVERS = ["A", "B", "C", "D", "E"];
const world = new World({ seed: 4 });
const nothing = (): void => {};
for (const name of SERVERS) {
  const boot = (host: Host): HastyServer =>
    new HastyServer(host, "ABC", { leads: nothing, looks: nothing, delivers: nothing });
  world.server(name, "ABC".includes(name) ? marked(NEW_MARK, boot) : boot);
}
const sold = { Ann: 0, Bob: 0 };
for (const name of ["Ann", "Bob"] as const) {
  world.server(name, (host) => new Customer(host, SERVERS, () => (sold[name] += 1)));
}

const server = (name: string): HastyServer => world.machine(name).instance as HastyServer;
const leaders = (): string[] => SERVERS.filter((name) => server(name).shop.leader !== undefined);

await world.run(2_000);
const leader = leaders()[0]!;
const [one, other] = [`${leader}DE`, "ABC".replace(leader, "")];
world.client("Olga", async (host) => {
  await askForConfiguration(host, [leader], { expected: ANY_CONFIGURATION, members: list(one) });
});
await world.until("it is proposed", () => server(leader).membership.proposed !== undefined, 1_000);
world.faults.split([...one, "Ann"], [...other, "Bob"]);
await world.run(3_000);
Object.assign(sold, { Ann: 0, Bob: 0 });
await world.run(3_000);
for (const name of leaders()) {
  const { leader, storage } = server(name).shop;
  console.log(
    `${name} leads epoch ${leader!.epoch}, goes by the list ${letters(server(name).membership.committed.members)} and is at zxid 0x${storage.database.lastZxid.toString(16)}`,
  );
}
console.log(`in three seconds Ann has bought ${sold.Ann} times, and Bob ${sold.Bob} times`);

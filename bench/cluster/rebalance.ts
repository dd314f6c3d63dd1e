import { World } from "#lab/world/world";
import type { Assignor } from "#consumer-groups/assignor";
import { cooperative } from "#consumer-groups/cooperative";
import { Coordinator } from "#consumer-groups/coordinator";
import { GroupMember } from "#consumer-groups/member";
import { range } from "#consumer-groups/range";
import { type Candidate, measureInTurn } from "../rounds";
import { stopwatch } from "../stopwatch";
import { Traffic } from "../traffic";

const MEMBERS = [10, 20, 50, 100];
const PARTITIONS = [10, 100, 1_000];
/** What isn't varied. */
const [MOST_MEMBERS, MOST_PARTITIONS] = [MEMBERS.at(-1)!, PARTITIONS.at(-1)!];
const ROUNDS = 5;
const TOPIC = "orders";
/** Members say so often that they are there, in ms: only then do they hear that the group divides anew. */
const HEARTBEAT = 2_000;
/** Eagerly, everybody gives up everything first; gently, only what goes elsewhere. */
const WAYS = { eager: range, gentle: cooperative };
type Way = keyof typeof WAYS;

export interface Rebalance extends Record<string, number> {
  virtualMs: number;
  /** Of one thread that does everything: the coordinator, all members, and the network. */
  realMs: number;
  messages: number;
  /** How many partitions were taken from somebody, the newcomer's too: for so many, work stood still. */
  moved: number;
}

type Rows = (Rebalance & { size: number })[];
/** For each way to divide, against members and against partitions. */
export type Rebalances = Record<Way, { members: Rows; partitions: Rows }>;

/** One member more comes to a group: how long until everybody works in the new generation. */
export async function measureRebalance(): Promise<Rebalances> {
  const sizes = [
    ...MEMBERS.map((size) => ({ size, members: size, partitions: MOST_PARTITIONS })),
    ...PARTITIONS.map((size) => ({ size, members: MOST_MEMBERS, partitions: size })),
  ];
  const rowsOf = async (way: Way): Promise<{ members: Rows; partitions: Rows }> => {
    const candidates: Candidate<Rebalance>[] = sizes.map(({ size, members, partitions }) => ({
      size,
      measure: () => oneMore(way, members, partitions),
    }));
    const rows = await measureInTurn(candidates, ROUNDS);
    return { members: rows.slice(0, MEMBERS.length), partitions: rows.slice(MEMBERS.length) };
  };
  return { eager: await rowsOf("eager"), gentle: await rowsOf("gentle") };
}

async function oneMore(way: Way, members: number, partitions: number): Promise<Rebalance> {
  const traffic = new Traffic();
  const world = new World({ seed: 1, recorder: traffic });
  world.server("C", (host) => new Coordinator(host, { initialDelay: 3_000 }));
  const all: GroupMember[] = [];
  let moved = 0;
  const come = (): void => {
    world.server(`member-${all.length + 1}`, (host) => {
      const assignor: Assignor = WAYS[way];
      const options = {
        coordinator: "C",
        group: "email",
        topics: [TOPIC],
        sessionTimeout: 45_000,
        rebalanceTimeout: 60_000,
        heartbeatInterval: HEARTBEAT,
        assignors: [assignor],
        isCooperative: way === "gentle",
        partitionsOf: () => partitions,
      };
      const member = new GroupMember(host, options, {
        assigned: () => {},
        revoked: (given, done) => {
          moved += given.length;
          done();
        },
        lost: () => {},
      });
      all.push(member);
      member.start();
      return member;
    });
  };
  /** All are of one generation, and everything is somebody's. */
  const isSettled = (after: number): boolean => {
    const generations = new Set(all.map(({ generation }) => generation));
    const owned = all.reduce((sum, each) => sum + each.owned.length, 0);
    return generations.size === 1 && all[0]!.generation > after && owned === partitions;
  };
  for (let count = 0; count < members; count++) come();
  await world.until("the group works", () => isSettled(0), 300_000);
  // Heartbeats are spread over their interval by now, as in a group that has worked for a while.
  await world.run(3 * HEARTBEAT);

  const [began, before, generation] = [world.now, traffic.messages, all[0]!.generation];
  moved = 0;
  const elapsed = stopwatch();
  come();
  await world.until("it has divided anew", () => isSettled(generation), 300_000);
  return {
    virtualMs: world.now - began,
    realMs: elapsed(),
    messages: traffic.messages - before,
    moved,
  };
}

import { bytes } from "#lab/testing/bytes";
import { MessageCount, Nodes } from "../nodes";

// What one write and one read cost, in messages, where the client is at a follower.
const TYPES = ["setData", "forward", "propose", "ack", "commit", "answer", "reply"];
console.log(`servers   ${TYPES.map((type) => type.padStart(8)).join("")}   a read`);
for (const servers of [1, 3, 5, 7]) {
  const count = new MessageCount();
  const nodes = new Nodes({ servers, recorder: count });
  await nodes.ready();
  const ann = nodes.client("Ann", [nodes.followers[0] ?? nodes.leader!]);
  await ann.does((keeper) => keeper.create("/max_connections", bytes("100")));
  await nodes.world.run(20);
  const sent = async (act: () => Promise<unknown>): Promise<string[]> => {
    count.seen.length = 0;
    await act();
    await nodes.world.run(20);
    return count.seen.map(({ type }) => type).filter((type) => !["ping", "pong", "heard"].includes(type));
  };
  const write = await sent(() => ann.does((keeper) => keeper.setData("/max_connections", bytes("150"))));
  const read = await sent(() => ann.does((keeper) => keeper.getData("/max_connections")));
  const columns = TYPES.map((type) => String(write.filter((each) => each === type).length).padStart(8));
  console.log(`${String(servers).padStart(7)}   ${columns.join("")}   ${String(read.length).padStart(6)}`);
}

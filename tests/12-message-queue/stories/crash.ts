import type { Connection, Host } from "#lab/host";
import { World } from "#lab/world/world";
import { QUEUE_SERVICE, type QueueMessage } from "#message-queue/messages";
import { QueueServer } from "#message-queue/queue-server";

// Ten orders are accepted, two services work on them, and the queue's server crashes and comes back.
const ORDERS = 10;
const world = new World({ seed: 2 });
const queue = world.server("Q", (host) => new QueueServer(host, ["email", "stock"]));
const done = new Map<string, number[]>();
const accepted: number[] = [];

function dial(
  host: Host,
  told: (queue: Connection<QueueMessage>, message: QueueMessage) => void,
): Connection<QueueMessage> {
  return host.network.connect<QueueMessage>("Q", QUEUE_SERVICE, { onMessage: told, onClose: () => {} });
}

function work(group: string, ms: number): void {
  const orders: number[] = done.get(group) ?? [];
  done.set(group, orders);
  world.server(`${group} ${world.now}`, (host) => {
    const connection = dial(host, (from, message) => {
      if (message.type !== "delivery") return;
      host.clock.after(ms, () => {
        orders.push(message.order.id);
        from.send({ type: "acknowledge", group, lease: message.lease });
        from.send({ type: "pull", group });
      });
    });
    connection.send({ type: "pull", group });
  });
}

work("email", 10);
work("stock", 25);
world.server("shop", (host) => {
  const connection = dial(host, (_, message) => {
    if (message.type === "accepted") accepted.push(message.id);
  });
  for (let id = 1; id <= ORDERS; id++) connection.send({ type: "put", order: { id, customer: "Ann" } });
});
world.advance(100);
console.log(`customers were told   ${accepted.join(" ")}`);
queue.kill();
queue.start();
console.log("the queue's server crashes, and comes back");
work("email", 10);
work("stock", 25);
world.advance(5_000);
for (const [service, orders] of done) console.log(`${service} has processed   ${orders.join(" ")}`);

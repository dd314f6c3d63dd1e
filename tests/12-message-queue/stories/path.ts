import type { Connection, ConnectionHandler, Host } from "#lab/host";
import { drawDiagram } from "#lab/trace/diagram";
import { Recording, type TraceEvent } from "#lab/trace/recording";
import { World } from "#lab/world/world";
import { QUEUE_SERVICE, type QueueMessage } from "#message-queue/messages";
import { QueueServer } from "#message-queue/queue-server";

// One order, and two of the services.
const recorder = new Recording();
const world = new World({ seed: 4, recorder });

class Talker implements ConnectionHandler<QueueMessage> {
  readonly queue: Connection<QueueMessage>;
  constructor(
    private readonly host: Host,
    first: QueueMessage,
    private readonly workFor?: number,
  ) {
    this.queue = host.network.connect("Q", QUEUE_SERVICE, this);
    this.queue.send(first);
  }
  onMessage(queue: Connection<QueueMessage>, message: QueueMessage): void {
    if (message.type !== "delivery" || this.workFor === undefined) return;
    const group = this.host.name;
    this.host.clock.after(this.workFor, () =>
      queue.send({ type: "acknowledge", group, lease: message.lease }),
    );
  }
  onClose(): void {}
}

const SERVICES = ["email", "stock"];
world.server("Q", (host) => new QueueServer(host, SERVICES));
for (const [name, workFor] of [
  ["email", 12],
  ["stock", 20],
] as const) {
  world.server(name, (host) => new Talker(host, { type: "pull", group: name }, workFor));
}
world.advance(20);
const begun = recorder.events.length;
const from = world.now;
world.server("shop", (host) => new Talker(host, { type: "put", order: { id: 7, customer: "Ann" } }));
world.advance(60);

/** Messages by their first word and the order's number, times from the moment in which Ann orders. */
function readable(event: TraceEvent): TraceEvent[] {
  if (event.kind !== "message") return [];
  const [word] = /^\w+/.exec(event.label)!;
  const sentAt = event.sentAt - from;
  const arrivedAt = event.arrivedAt! - from;
  return [{ ...event, label: `${word.replace("acknowledge", "done")} 7`, sentAt, arrivedAt }];
}

const shown = recorder.events.slice(begun).flatMap(readable);
console.log(drawDiagram(shown, { lanes: ["shop", "Q", ...SERVICES], columns: 76 }).replace(/ +$/gm, ""));

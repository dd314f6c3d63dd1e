import { drawDiagram } from "#lab/trace/diagram";
import { Recording, type TraceEvent } from "#lab/trace/recording";
import type { BrokerMessage } from "#broker/messages";
import { batchOf, fetchOf, produceOf, Shop } from "../desk";

// One order is there. A subscriber waits for the next, and it comes.
const recorder = new Recording();
const shop = new Shop({ orders: 1 }, {}, { seed: 5, recorder });
shop.add("orders", "chair");
const email = shop.caller("email");
const seller = shop.caller("shop");
const begun = recorder.events.length;
const from = shop.world.now;
shop.say(email, fetchOf(1, 1, { maxWaitMs: 500 }), 20);
shop.say(seller, produceOf(2, batchOf("lamp")), 200);

const WORDS: Record<string, string> = {
  fetch: "fetch from 1",
  produce: "produce lamp",
  produced: "produced: 1",
  fetched: "fetched: 1 lamp",
};

/** Messages in a few words, times from the moment in which the reader asks. */
function readable(event: TraceEvent): TraceEvent[] {
  if (event.kind === "message") {
    const [word] = /^\w+/.exec(event.label)! as unknown as [BrokerMessage["type"]];
    const [sentAt, arrivedAt] = [event.sentAt - from, event.arrivedAt! - from];
    return [{ ...event, label: WORDS[word]!, sentAt, arrivedAt }];
  }
  return event.kind === "flush" ? [{ ...event, text: "it is durable", at: event.at - from }] : [];
}

const shown = recorder.events.slice(begun).flatMap(readable);
console.log(drawDiagram(shown, { lanes: ["shop", "B", "email"], columns: 86 }).replace(/ +$/gm, ""));

import { ask, asked, created, OP, path } from "../requests";
import { Shop } from "../shop";
import { request } from "../wire";

// A client asks four hundred times for 50 kB, twenty times in one breath, and reads none of it.
const SIZE = 50_000;
const REQUESTS = 400;

function play(title: string, unread: number): void {
  const shop = new Shop({ limits: { unread, unanswered: Infinity } });
  const client = shop.client();
  ask(client, OP.create, created("/large", "x".repeat(SIZE)), path);
  client.stopReading();
  for (let xid = 1; xid <= REQUESTS; xid += 20) {
    client.say(
      ...Array.from({ length: 20 }, (_, index) => request(xid + index, OP.getData, asked("/large"))),
    );
  }
  const megabytes = (shop.server.desk.unread / 1e6).toFixed(1);
  console.log(`${title.padEnd(16)}${megabytes.padStart(5)} MB wait in the server`);
}

play("without a limit", Infinity);
play("with one", 1_000_000);

import { WORDS } from "#zookeeper-protocol/four-letter-words";
import { stock } from "../requests";
import { Shop } from "../shop";

// Somebody with nothing but a terminal asks a server how it is.
const shop = new Shop({ words: WORDS });
stock(shop, "/shop", "/shop/till");
for (const word of ["ruok", "srvr"]) {
  console.log(`$ echo ${word} | nc localhost 2181`);
  const asker = shop.dial().say(new TextEncoder().encode(`${word}\n`));
  console.log(asker.text().trimEnd());
}

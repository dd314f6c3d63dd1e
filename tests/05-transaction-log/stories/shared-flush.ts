import { TransactionLog } from "#transaction-log/log";
import { order } from "../orders";
import { Site } from "../site";

// A hundred customers come at once. A flush of this disk takes between half a millisecond and four.
function serve(oneAtATime: boolean): void {
  const site = new Site();
  const log = new TransactionLog(site.host);
  let told = 0;
  let last = 0;
  const comes = (zxid: bigint): void =>
    log.append(order(zxid), () => {
      told += 1;
      last = site.world.now;
      if (oneAtATime && zxid < 100n) comes(zxid + 1n);
    });
  site.run(() => {
    comes(1n);
    if (!oneAtATime) for (let zxid = 2n; zxid <= 100n; zxid++) comes(zxid);
  });
  site.pass();
  const flushes = site.acts.filter((act) => act.startsWith("flush ")).length;
  const how = oneAtATime ? "a flush for each:" : "a flush for all that wait:";
  console.log(`${how.padEnd(27)}${told} answers, ${flushes} flushes, ${last.toFixed(0)} ms`);
}

serve(true);
serve(false);

import { Site } from "../../05-transaction-log/site";
import { flush, open, SMALL } from "../desk";
import { order } from "../records";

// Seven orders are flushed, four more are written, and the power fails.
const site = new Site(9);
const log = open(site, SMALL);

function show(title: string): void {
  console.log(title);
  for (const file of site.files("log").filter((each) => each.endsWith(".log"))) {
    const size = (suffix: string): string => {
      const name = file.replace(/\.log$/, suffix);
      return site.disk.exists(name) ? `${site.disk.size(name)}` : "-";
    };
    const name = `${Number(/\d+/.exec(file)![0])}.log`;
    const indexes = `.index ${size(".index").padStart(2)}   .timeindex ${size(".timeindex").padStart(2)}`;
    console.log(`  ${name}  ${size(".log").padStart(4)} bytes   ${indexes}`);
  }
}

site.run(() => {
  for (let n = 0; n < 7; n++) log.append(order(n), 1);
});
flush(site, log);
site.run(() => {
  for (let n = 7; n < 11; n++) log.append(order(n), 1);
});
show(`11 orders are written, and the first ${log.recoveryPoint} are durable`);
site.losePower();
show("the power was gone, and is back");
const again = open(site, SMALL);
show(`the log is open: the next order gets offset ${again.endOffset}`);

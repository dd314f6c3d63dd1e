import { bytes, text } from "#lab/testing/bytes";
import { Site } from "../site";

// Five sales are written down. The power fails at the moment in which the customer of the fifth is told.
function sell(answerWhenFlushed: boolean): void {
  const site = new Site(8);
  let told = 0;
  const answer = (): void => {
    told += 1;
    if (told === 5) site.die();
  };
  site.run(({ disk }) => {
    for (let sale = 1; sale <= 5; sale++) {
      disk.append("sales", bytes(`loaf ${sale}; `));
      if (answerWhenFlushed) disk.flush("sales", () => disk.flushFolder("", answer));
      else answer();
    }
  });
  site.pass();
  site.losePower();
  const kept = site.disk.exists("sales") ? text(site.disk.read("sales", 0, 1_000)).split(";").length - 1 : 0;
  const when = answerWhenFlushed ? "answered when flushed:" : "answered when written:";
  console.log(`${when} ${told} customers were told, ${kept} sales are on the disk`);
}

sell(false);
sell(true);

import { EpochFile } from "#transaction-log/epoch-file";
import { Site } from "../site";

// A server promises a candidate to follow it in epoch 5, and loses its power a moment later.
function promise(whenKept: boolean): void {
  const site = new Site(4);
  let epochs = new EpochFile(site.host, "acceptedEpoch");
  site.run(() => epochs.open(() => epochs.set(4, () => {})));
  site.pass();
  let promised = "nobody was promised anything";
  const answer = (): void => {
    promised = "Ann was promised epoch 5";
  };
  site.run(() => {
    epochs.set(5, () => whenKept && answer());
    if (!whenKept) answer();
  });
  site.pass(0.4);
  site.losePower();
  epochs = new EpochFile(site.host, "acceptedEpoch");
  site.run(() => epochs.open(() => {}));
  site.pass();
  const next = epochs.epoch < 5 ? "and Bob can be promised it" : "and nobody else can be";
  console.log(
    `${whenKept ? "answered when kept: " : "answered at once:   "}${promised}; back in epoch ${epochs.epoch}, ${next}`,
  );
}

promise(false);
promise(true);

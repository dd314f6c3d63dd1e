import { atLeastOnce, atMostOnce, effectivelyOnce, type Kept } from "#acknowledgment/once";
import { Fate, Safe, sourceOf, Store, untilDone } from "../surviving";

// Six orders, two at a time. The process dies once, just before it would process "b".
function live(consume: typeof atMostOnce, actsBefore: number): string {
  const fate = new Fate(actsBefore);
  const store = new Store(fate);
  let done = "";
  untilDone(() => consume(sourceOf("abcdef"), store, 2, (value) => fate.act(() => (done += value))));
  return done;
}

const cell = new Safe<Kept<string>>(new Fate(0));
untilDone(() => effectivelyOnce(sourceOf("abcdef"), cell, 2, "", (state, value) => state + value));
console.log(`commit, then process  ${live(atMostOnce, 2)}`);
console.log(`process, then commit  ${live(atLeastOnce, 1)}`);
console.log(`both in one           ${cell.value!.state}`);

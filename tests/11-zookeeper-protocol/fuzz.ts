import { parseArgs } from "node:util";
import fc from "fast-check";
import { decode, hostileRequests, provenConversations, Siege } from "./hostile";

/**
 * `npm run fuzz:zookeeper`: strangers send frames to a server, most of them spoilt, and a customer must not notice.
 * What fails is shrunk, and told with the seed that brings it back.
 */
const { values } = parseArgs({
  options: { frames: { type: "string", default: "1000000" }, seed: { type: "string", default: "1" } },
});
const wanted = Number(values.frames);
if (!Number.isInteger(wanted) || wanted < 1) throw new Error("--frames takes a whole number from 1");

/** Frames that are only decoded, for each stranger who sends frames to a server. */
const DECODED = 20;
/** All that a server has: limits, access lists, and somebody who tidies up. */
const OPTIONS = { access: {}, upkeep: 500 };
/** Strangers before a new server takes the place of the old: its tree has grown by then. */
const ROUNDS = 500;
const spoiltFrames = fc.array(hostileRequests, { minLength: DECODED, maxLength: DECODED });
const sum = { frames: 0, request: 0, unknown: 0, malformed: 0, answers: 0, closed: 0, strangers: 0 };
const begun = performance.now();
let seed = Number(values.seed);

function report(end: string): void {
  const seconds = ((performance.now() - begun) / 1000).toFixed(0);
  process.stdout.write(
    `${process.stdout.isTTY ? "\r" : ""}${sum.frames} of ${wanted} frames, ${seconds} s${end}`,
  );
}

for (let told = 0; sum.frames < wanted; seed += 1) {
  let siege = new Siege(OPTIONS);
  fc.assert(
    fc
      .property(provenConversations, spoiltFrames, (conversation, frames) => {
        for (const frame of frames) sum[decode(frame).as] += 1;
        const outcome = siege.play(conversation);
        sum.frames += frames.length + outcome.answers;
        sum.answers += outcome.answers;
        sum.closed += Number(outcome.closed);
        sum.strangers += 1;
      })
      // A failure may leave a server that is good for nothing: what shrinks it begins afresh.
      .afterEach(() => {
        if (!siege.shop.machine.up) siege = new Siege(OPTIONS);
      }),
    { seed, numRuns: ROUNDS },
  );
  if (process.stdout.isTTY || sum.frames - told > wanted / 20) {
    told = sum.frames;
    report(process.stdout.isTTY ? "" : "\n");
  }
}
report("\n");
console.log(`decoded alone: ${sum.request} requests, ${sum.unknown} unknown, ${sum.malformed} malformed`);
console.log(`${sum.strangers} strangers: ${sum.answers} answers, ${sum.closed} hung up on`);
console.log(`${sum.strangers} passed, 0 failed`);

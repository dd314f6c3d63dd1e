import { FrameReader, MAX_FRAME } from "#zookeeper-protocol/frame-reader";
import { Out } from "../wire";

// A thousand connections announce a frame that is just allowed, and then nothing comes.
const CONNECTIONS = 1_000;
const announcement = new Out().int(MAX_FRAME).bytes;

/** Takes a length at its word. */
class Believer {
  readonly room: Uint8Array;
  constructor(announced: Uint8Array) {
    this.room = new Uint8Array(new DataView(announced.buffer).getInt32(0));
  }
}

function cautious(announced: Uint8Array): FrameReader {
  const reader = new FrameReader();
  reader.push(announced.slice());
  reader.next();
  return reader;
}

/** What a thousand readers have set aside, to the nearest 100 MB: the machine's own bookkeeping is no matter here. */
function setAside(readerOf: (announced: Uint8Array) => unknown): string {
  const before = process.memoryUsage().arrayBuffers;
  const readers = Array.from({ length: CONNECTIONS }, () => readerOf(announcement));
  const bytes = process.memoryUsage().arrayBuffers - before;
  if (readers.length !== CONNECTIONS) throw new Error("they must all be alive until here");
  // Garbage of before may go meanwhile: then it is a little less than nothing.
  const megabytes = Math.max(0, Math.round(bytes / 1e8)) * 100;
  return `about ${megabytes.toLocaleString("en")} MB`;
}

console.log(`sent                        ${(CONNECTIONS * announcement.length).toLocaleString("en")} bytes`);
console.log(`set aside, if believed      ${setAside((announced) => new Believer(announced))}`);
console.log(`set aside by FrameReader    ${setAside(cautious)}`);

import { MessageReader } from "./wire/message-reader";
import { MessageWriter } from "./wire/message-writer";

/** One for all messages: most are short, and a writer of its own would cost more than writing. */
const writer = new MessageWriter();
const reader = new MessageReader();

/**
 * A message as bytes, for a real network. Equal messages give equal bytes if their fields are in the same order.
 * @throws TypeError if it holds what no message can hold
 */
export function encode(message: unknown): Uint8Array {
  writer.reset();
  writer.write(message);
  return writer.take();
}

/** @throws RangeError if the bytes are not what {@link encode} gives */
export function decode(bytes: Uint8Array): unknown {
  reader.reset();
  reader.begin(bytes);
  const value = reader.next();
  if (!reader.done) throw new RangeError("a message has bytes after its end");
  return value;
}

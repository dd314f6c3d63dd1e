import type { ByteConnection } from "#lab/host";
import type { ToClient } from "#sessions/messages";
import type { JuteWriter } from "./jute-writer";

/** About so many bytes go out at once, at most. */
const BATCH_BYTES = 256 * 1024;

/** An answer that the server of the chapters before knows nothing of: a header and no body. */
export interface Bare {
  type: "bare";
  xid: number;
  error: number;
}

/** What a client is told. */
export type Told = ToClient | Bare;

/** What one client is to be told, answers and events alike, in the order in which it is told. Nothing to write here. */
export class Outgoing {
  readonly #wire: ByteConnection;
  readonly #write: (writer: JuteWriter, message: Told) => void;
  readonly #messages: Told[] = [];
  /** Frames that were sent. */
  sent = 0;
  /** How many of them answered something. */
  answers = 0;

  /** @param write writes one message, without its length */
  constructor(wire: ByteConnection, write: (writer: JuteWriter, message: Told) => void) {
    this.#wire = wire;
    this.#write = write;
  }

  get isEmpty(): boolean {
    return this.#messages.length === 0;
  }

  push(message: Told): void {
    this.#messages.push(message);
  }

  /** Sends the first of them, as many as make a batch, in one piece. */
  sendBatch(writer: JuteWriter): void {
    let written = 0;
    for (const message of this.#messages) {
      writer.frame(() => this.#write(writer, message));
      written += 1;
      if (message.type !== "event") this.answers += 1;
      if (writer.length >= BATCH_BYTES) break;
    }
    this.#messages.splice(0, written);
    this.sent += written;
    this.#wire.send(writer.view());
    writer.clear();
  }
}

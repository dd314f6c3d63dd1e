import { keyOf } from "../describe";
import type { HappeningKind, Recorder } from "../trace/recorder";

/** A number for a whole run: two runs with the same digest did the same, event by event. */
export class Digest implements Recorder {
  private a = 0x811c9dc5;
  private b = 0x1b873593;
  private messages = 0;
  private readonly float = new Float64Array(1);
  private readonly words = new Uint32Array(this.float.buffer);

  /** 64 bits as 16 hexadecimal digits. */
  toString(): string {
    const hex = (word: number): string => (word >>> 0).toString(16).padStart(8, "0");
    return hex(this.a) + hex(this.b);
  }

  number(value: number): void {
    this.float[0] = value;
    this.word(this.words[0]!);
    this.word(this.words[1]!);
  }

  text(value: string): void {
    this.word(value.length);
    for (let i = 0; i < value.length; i++) this.word(value.charCodeAt(i));
  }

  sent(time: number, from: string, to: string, message: unknown): number {
    this.number(time);
    this.text(`${from}>${to} ${keyOf(message)}`);
    return ++this.messages;
  }

  arrived(time: number, id: number): void {
    this.number(time);
    this.word(id);
  }

  lost(time: number, id: number): void {
    this.number(time);
    this.word(~id);
  }

  happened(time: number, kind: HappeningKind, server: string, text: string): void {
    this.number(time);
    this.text(`${kind} ${server} ${text}`);
  }

  /** FNV-1a over words, twice with different turns, so that a change in any bit of the input shows. */
  private word(word: number): void {
    this.a = Math.imul(this.a ^ word, 0x01000193);
    this.a ^= this.a >>> 15;
    this.b = Math.imul(((this.b << 13) | (this.b >>> 19)) ^ word, 0x5bd1e995);
  }
}

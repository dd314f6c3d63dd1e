import { describe } from "../describe";
import type { HappeningKind, Recorder } from "./recorder";

/** A message, from its sending to its end. */
export interface TracedMessage {
  readonly kind: "message";
  readonly from: string;
  readonly to: string;
  readonly label: string;
  readonly sentAt: number;
  arrivedAt: number | undefined;
  lostAt: number | undefined;
}

/** Something that happened at one server. */
export interface Happening {
  readonly kind: HappeningKind;
  readonly server: string;
  readonly text: string;
  readonly at: number;
}

export type TraceEvent = TracedMessage | Happening;

/** A recording holds at most this many events, the latest ones. */
export const MAX_EVENTS = 200_000;

/** Keeps what happened in a run, so that it can be drawn. */
export class Recording implements Recorder {
  private kept: TraceEvent[] = [];
  private readonly underWay = new Map<number, TracedMessage>();
  private messages = 0;

  /** @param tell a message in a few words; where it gives undefined or throws, the message is shown as it is */
  constructor(private readonly tell: (message: unknown) => string | undefined = () => undefined) {}

  /** What happened, in the order in which it began. */
  get events(): readonly TraceEvent[] {
    return this.kept;
  }

  sent(time: number, from: string, to: string, message: unknown): number {
    const label = this.told(message) ?? describe(message);
    const event: TracedMessage = {
      kind: "message",
      from,
      to,
      label,
      sentAt: time,
      arrivedAt: undefined,
      lostAt: undefined,
    };
    this.keep(event);
    this.messages += 1;
    this.underWay.set(this.messages, event);
    return this.messages;
  }

  arrived(time: number, id: number): void {
    const event = this.underWay.get(id);
    if (event === undefined) return;
    event.arrivedAt = time;
    this.underWay.delete(id);
  }

  lost(time: number, id: number): void {
    const event = this.underWay.get(id);
    if (event === undefined) return;
    event.lostAt = time;
    this.underWay.delete(id);
  }

  happened(time: number, kind: HappeningKind, server: string, text: string): void {
    this.keep({ kind, server, text, at: time });
  }

  /** Wrong code sends messages that lack something; their picture is wanted most. */
  private told(message: unknown): string | undefined {
    try {
      return this.tell(message);
    } catch {
      return undefined;
    }
  }

  private keep(event: TraceEvent): void {
    this.kept.push(event);
    if (this.kept.length > MAX_EVENTS) this.kept = this.kept.slice(MAX_EVENTS / 2);
  }
}

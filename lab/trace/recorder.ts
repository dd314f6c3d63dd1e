/** What a world writes down of a run. */
export interface Recorder {
  /** A message was sent. Returns its number, from 1 up. */
  sent(time: number, from: string, to: string, message: unknown): number;
  arrived(time: number, id: number): void;
  /** It will never arrive. */
  lost(time: number, id: number): void;
  happened(time: number, kind: HappeningKind, server: string, text: string): void;
}

export type HappeningKind = "start" | "crash" | "fault" | "note" | "flush" | "broken";

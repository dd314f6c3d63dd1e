import { drawDiagram, type DiagramOptions } from "#lab/trace/diagram";
import { Recording } from "#lab/trace/recording";
import type { Notification } from "#leader-election/notification";
import { nameOf } from "../stage";

/** A recording in which notifications are named by what they say. */
export class Votes extends Recording {
  override sent(time: number, from: string, to: string, message: unknown): number {
    return super.sent(time, from, to, { type: labelOf(message as Notification) });
  }

  /** @param from what came before is left out, in ms */
  draw({ from = 0, ...options }: DiagramOptions & { from?: number } = {}): string {
    const shown = this.events.filter(
      (event) => event.kind !== "start" && (event.kind === "message" ? event.sentAt : event.at) >= from,
    );
    const picture = drawDiagram(shown, { columns: 100, ...options });
    return picture.replace(/ +$/gm, "").replace(/ {2}sent at .*/g, "");
  }
}

function labelOf({ state, vote, round }: Notification): string {
  if (vote === undefined) return "who leads?";
  const name = nameOf(vote.leader);
  if (state === "LEADING") return `${round}: I lead`;
  if (state !== "LOOKING") return `${round}: I follow ${name}`;
  return `${round}: ${name} (${vote.epoch}, ${vote.zxid & 0xffff_ffffn})`;
}

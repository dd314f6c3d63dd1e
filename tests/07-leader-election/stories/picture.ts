import { drawDiagram, type DiagramOptions } from "#lab/trace/diagram";
import { Recording } from "#lab/trace/recording";
import { tell } from "../labels";

/** A recording in which notifications are named by what they say. */
export class Votes extends Recording {
  constructor() {
    super(tell);
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

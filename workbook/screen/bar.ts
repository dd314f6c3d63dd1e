import type { Paint } from "./paint";

/** A progress bar: ■■□□□ 2/5. It is full only when all is done, and empty only when nothing is. */
export function bar(done: number, total: number, width: number, paint: Paint): string {
  const { filled, empty } = paint.signs;
  const cells = filledCells(done, total, width);
  const drawn = filled.repeat(cells) + empty.repeat(width - cells);
  return `${done === total && total > 0 ? paint.good(drawn) : drawn} ${done}/${total}`;
}

function filledCells(done: number, total: number, width: number): number {
  if (total === 0 || done === 0) return 0;
  if (done >= total) return width;
  return Math.min(width - 1, Math.max(1, Math.floor((done / total) * width)));
}

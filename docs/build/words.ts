/** Minutes as people say them: "45 min", "3 h 35 min". */
export function duration(minutes: number): string {
  const hours = Math.floor(minutes / 60);
  const rest = minutes % 60;
  return [hours > 0 && `${hours} h`, (rest > 0 || hours === 0) && `${rest} min`].filter(Boolean).join(" ");
}

/** Apostrophes as they are printed: titles and the like are plain text, which no Markdown passes over. */
export function curly(text: string): string {
  return text.replace(/(?<=\p{L})'(?=\p{L})|(?<=s)'(?= )/gu, "’");
}

/** "1 chapter", "3 chapters". */
export function count(number: number, thing: string): string {
  return `${number} ${thing}${number === 1 ? "" : "s"}`;
}

/** "paths.ts", "paths.ts and store.ts", "paths.ts, store.ts and errors.ts", with whatever the items are. */
export function listing<T>(items: readonly T[]): (T | string)[] {
  return items.flatMap((item, index) => {
    if (index === 0) return [item];
    return [index === items.length - 1 ? " and " : ", ", item];
  });
}

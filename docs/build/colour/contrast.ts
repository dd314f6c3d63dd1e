/** A colour as `#rrggbb`. */
export type Hex = `#${string}`;

/**
 * The contrast ratio of two colours, 1 to 21.
 * @see WCAG 2.2, "contrast ratio"
 */
export function contrast(one: Hex, other: Hex): number {
  const [light, dark] = [luminance(one), luminance(other)].sort((a, b) => b - a);
  return (light! + 0.05) / (dark! + 0.05);
}

/** The relative luminance of a colour, 0 (black) to 1 (white). */
function luminance(colour: Hex): number {
  const [red, green, blue] = [1, 3, 5].map((start) =>
    linear(parseInt(colour.slice(start, start + 2), 16) / 255),
  );
  return 0.2126 * red! + 0.7152 * green! + 0.0722 * blue!;
}

function linear(channel: number): number {
  return channel <= 0.04045 ? channel / 12.92 : ((channel + 0.055) / 1.055) ** 2.4;
}

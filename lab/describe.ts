/** Texts longer than this are cut in the middle of a picture or a report. */
const LONGEST = 60;

/**
 * A value in one short line, for reports and pictures: `propose{zxid: 4294967297, value: "x"}`. A field `type` or
 * `kind` that holds a text goes in front.
 */
export function describe(value: unknown, longest = LONGEST): string {
  const text = write(value);
  return text.length <= longest ? text : `${text.slice(0, longest - 1)}…`;
}

/** The same values give the same key and different ones different keys, for plain data. */
export function keyOf(value: unknown): string {
  if (typeof value === "bigint") return `${value}n`;
  if (typeof value !== "object" || value === null)
    return typeof value === "string" ? JSON.stringify(value) : String(value);
  if (value instanceof Uint8Array) return `<${value.join(",")}>`;
  if (Array.isArray(value)) return `[${value.map(keyOf).join(",")}]`;
  if (value instanceof Map) return `Map${keyOf([...(value as Map<unknown, unknown>)].map(keyOf).sort())}`;
  if (value instanceof Set) return `Set${keyOf([...(value as Set<unknown>)].map(keyOf).sort())}`;
  const fields = Object.entries(value).filter(([, inner]) => inner !== undefined);
  return `{${fields
    .map(([name, inner]) => `${JSON.stringify(name)}:${keyOf(inner)}`)
    .sort()
    .join(",")}}`;
}

function write(value: unknown): string {
  if (typeof value === "string") return JSON.stringify(value);
  if (typeof value !== "object" || value === null) return String(value);
  if (value instanceof Uint8Array) return describeBytes(value);
  if (Array.isArray(value)) return `[${value.map(write).join(", ")}]`;
  const fields = Object.entries(value).filter(([, inner]) => inner !== undefined);
  const head = fields.find(
    ([name, inner]) => (name === "type" || name === "kind") && typeof inner === "string",
  );
  const rest = fields.filter((field) => field !== head).map(([name, inner]) => `${name}: ${write(inner)}`);
  if (head === undefined) return `{${rest.join(", ")}}`;
  return rest.length === 0 ? String(head[1]) : `${String(head[1])}{${rest.join(", ")}}`;
}

function describeBytes(bytes: Uint8Array): string {
  const readable = bytes.length > 0 && bytes.every((byte) => byte >= 32 && byte < 127);
  return readable ? `'${String.fromCharCode(...bytes.subarray(0, LONGEST))}'` : `<${bytes.length} bytes>`;
}

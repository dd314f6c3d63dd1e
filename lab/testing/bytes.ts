/** Text as UTF-8 bytes. */
export function bytes(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}

/** UTF-8 bytes as text. */
export function text(data: Uint8Array): string {
  return new TextDecoder().decode(data);
}

import type { Transaction } from "#sessions/changes";
import type { ByteReader, ByteWriter } from "#transaction-log/bytes";

/** Windows-1252 under that name maps some bytes elsewhere, so bytes become characters one by one. */
function asText(bytes: Uint8Array): string {
  let text = "";
  for (const byte of bytes) text += String.fromCharCode(byte);
  return text;
}

/** Another encoding: JSON, with bigints and bytes as tagged text. */
export function writeTransaction(writer: ByteWriter, transaction: Transaction): void {
  writer.text(
    JSON.stringify(transaction, (_, value: unknown) => {
      if (typeof value === "bigint") return { bigint: value.toString(36) };
      if (value instanceof Uint8Array) return { bytes: asText(value) };
      return value;
    }),
  );
}

export function readTransaction(reader: ByteReader): Transaction {
  return JSON.parse(reader.text(), (_, value: unknown) => {
    if (typeof value !== "object" || value === null) return value;
    if ("bigint" in value) return BigInt(parse36(String(value.bigint)));
    if ("bytes" in value) return Uint8Array.from(String(value.bytes), (character) => character.charCodeAt(0));
    return value;
  }) as Transaction;
}

function parse36(text: string): bigint {
  return [...text].reduce((sum, digit) => sum * 36n + BigInt(parseInt(digit, 36)), 0n);
}

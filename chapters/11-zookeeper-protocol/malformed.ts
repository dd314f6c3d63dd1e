/** Bytes that no client would send who speaks the protocol. Whoever sent them is hung up on. Nothing to write here. */
export class Malformed extends Error {
  override readonly name = "Malformed";
}

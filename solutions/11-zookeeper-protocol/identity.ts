import { createHash } from "node:crypto";
import type { Identity } from "#znode-tree/access";

/** As many identities one connection may have, its address not counted. */
export const MOST_IDENTITIES = 32;

/**
 * Who it is that brings a proof.
 *
 *     digest    ann:secret    is ann:, and behind it the SHA-1 of all of the proof, as base64
 *
 * The server has no list of passwords. Any name and any password are somebody; another password is somebody else.
 *
 * @returns undefined for a scheme that isn't known
 * @see ZooKeeper source, `DigestAuthenticationProvider.generateDigest`
 */
export function identify(scheme: string, proof: Uint8Array): Identity | undefined {
  // #region write words: The name ends at the first colon; a password may have more of them.
  if (scheme !== "digest") return undefined;
  const [name] = new TextDecoder().decode(proof).split(":", 1);
  const digest = createHash("sha1").update(proof).digest("base64");
  return { scheme, id: `${name}:${digest}` };
  // #endregion
}

/** What may be told of somebody: their name, and nothing of their password. */
export function nameOf({ id }: Identity): string {
  // #region write words: What stands before the colon.
  return id.slice(0, id.indexOf(":"));
  // #endregion
}

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
  // Write here (step words): The name ends at the first colon; a password may have more of them.
  throw new Error("Not written yet (step words)");
}

/** What may be told of somebody: their name, and nothing of their password. */
export function nameOf({ id }: Identity): string {
  // Write here (step words): What stands before the colon.
  throw new Error("Not written yet (step words)");
}

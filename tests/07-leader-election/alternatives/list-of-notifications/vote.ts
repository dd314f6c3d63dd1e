import type { Zxid } from "#znode-tree/changes";
import type { ServerId } from "#quorum/members";

export interface Standing {
  epoch: number;
  zxid: Zxid;
}

export interface Vote extends Standing {
  leader: ServerId;
}

/** Epoch, zxid and number side by side are one large number. */
export function supersedes(vote: Vote, other: Vote): boolean {
  return rankOf(vote) > rankOf(other);
}

function rankOf({ epoch, zxid, leader }: Vote): bigint {
  return (BigInt(epoch) << 96n) | (zxid << 32n) | BigInt(leader);
}

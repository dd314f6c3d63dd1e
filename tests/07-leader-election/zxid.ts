import type { Zxid } from "#znode-tree/changes";
import type { ServerId } from "#quorum/members";
import type { Vote } from "#leader-election/vote";

/** The counter-th transaction of an epoch. */
export function zxid(epoch: number, counter: number): Zxid {
  return (BigInt(epoch) << 32n) | BigInt(counter);
}

/** A vote for a server whose last transaction is the counter-th of its epoch. */
export function vote(leader: ServerId, epoch: number, counter: number): Vote {
  return { leader, epoch, zxid: zxid(epoch, counter) };
}

/** A vote as people read it: `3 with (4, 17)`. */
export function showVote(shown: Vote | undefined): string {
  if (shown === undefined) return "nobody";
  const { leader, epoch, zxid } = shown;
  const [of, counter] = [Number(zxid >> 32n), Number(zxid & 0xffff_ffffn)];
  return `${leader} with ${of === epoch ? "" : `epoch ${epoch}, `}(${of}, ${counter})`;
}

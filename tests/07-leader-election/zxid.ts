import type { Zxid } from "#znode-tree/changes";
import type { ServerId } from "#quorum/members";
import type { Notification } from "#leader-election/notification";
import type { Standing, Vote } from "#leader-election/vote";

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
  return shown === undefined ? "nobody" : `${shown.leader} with ${showPlace(shown)}`;
}

/** How far a history goes, as people read it; the epoch is named where the last transaction is of an earlier one. */
export function showPlace({ epoch, zxid }: Standing): string {
  const [of, counter] = [Number(zxid >> 32n), Number(zxid & 0xffff_ffffn)];
  return `${of === epoch ? "" : `epoch ${epoch}, `}(${of}, ${counter})`;
}

/** What a server was told, as people read it: `from 1: LOOKING in round 2, 3 with (4, 17)`. */
export function showNotification(shown: Notification | undefined): string {
  if (shown === undefined) return "nothing";
  const { from, state, round, vote } = shown;
  return `from ${from}: ${state} in round ${round}, ${showVote(vote)}`;
}

import { type Assignment, type Assignor, inOrder, type MemberId, type Subscriber, wanted } from "./assignor";
import { keyOf, ownersOf } from "./owners";

/**
 * Even, and then as little as possible changes hands. Even means: whoever has two or more less than another could take
 * nothing of what the other has.
 *
 * Source: KIP-54, Sticky Partition Assignment Strategy.
 */
export const sticky: Assignor = {
  name: "sticky",
  assign(topics: ReadonlyMap<string, number>, members: readonly Subscriber[]): Assignment {
    // #region write sticky: Everybody keeps what is theirs; the rest goes to whoever has least; then take from the rich.
    const owners = ownersOf(members);
    const places = placesOf(topics, members);
    const load = new Map<MemberId, number>(inOrder(members).map(({ id }) => [id, 0]));
    for (const place of places) {
      place.owner = owners.get(keyOf(place));
      if (place.owner !== undefined) load.set(place.owner, load.get(place.owner)! + 1);
    }
    for (const place of places) if (place.owner === undefined) give(place, leastOf(place.takers, load), load);
    for (let place = richest(places, load); place !== undefined; place = richest(places, load)) {
      give(place, leastOf(place.takers, load), load);
    }
    const assignment: Assignment = new Map(members.map(({ id }) => [id, []]));
    for (const { topic, partition, owner } of places) assignment.get(owner!)!.push({ topic, partition });
    return assignment;
    // #endregion
  },
};

// #region own sticky: Room for helpers of your own.
interface Place {
  topic: string;
  partition: number;
  /** Those who want the topic, in order. */
  takers: readonly MemberId[];
  owner: MemberId | undefined;
}

/** All partitions that somebody wants. Those come first that the fewest want: who wants more has a choice. */
function placesOf(topics: ReadonlyMap<string, number>, members: readonly Subscriber[]): Place[] {
  const places: Place[] = [];
  for (const { topic, partitions } of wanted(topics, members)) {
    const takers = inOrder(members.filter((member) => member.topics.includes(topic))).map(({ id }) => id);
    for (let partition = 0; partition < partitions; partition++) {
      places.push({ topic, partition, takers, owner: undefined });
    }
  }
  return places.sort((a, b) => a.takers.length - b.takers.length);
}

/** Of those that somebody poorer could take, one of the owner that has most. */
function richest(places: readonly Place[], load: ReadonlyMap<MemberId, number>): Place | undefined {
  let found: Place | undefined;
  let most = 0;
  for (const place of places) {
    const has = load.get(place.owner!)!;
    if (has <= most || has <= load.get(leastOf(place.takers, load))! + 1) continue;
    [found, most] = [place, has];
  }
  return found;
}

function leastOf(takers: readonly MemberId[], load: ReadonlyMap<MemberId, number>): MemberId {
  return takers.reduce((least, id) => (load.get(id)! < load.get(least)! ? id : least));
}

function give(place: Place, to: MemberId, load: Map<MemberId, number>): void {
  if (place.owner !== undefined) load.set(place.owner, load.get(place.owner)! - 1);
  load.set(to, load.get(to)! + 1);
  place.owner = to;
}
// #endregion

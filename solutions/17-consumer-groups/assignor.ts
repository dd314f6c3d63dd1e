/** How a group's members divide the partitions of their topics. Nothing to write here. */

/** A member's name in its group. The coordinator gives it. */
export type MemberId = string;

/** One partition of a topic. */
export interface TopicPartition {
  topic: string;
  partition: number;
}

// #region show member
/** What a member says of itself when it joins. */
export interface Subscriber {
  id: MemberId;
  /** The name that its operator has given it, if it has one: step 6. */
  instance?: string;
  topics: readonly string[];
  /** What it had until now. */
  owned: readonly TopicPartition[];
  /** The generation in which it got that; {@link NO_GENERATION} if it comes new. */
  generation: number;
}

/** Divides the partitions: each to exactly one of the members that want its topic. */
export interface Assignor {
  readonly name: string;
  /**
   * @param topics how many partitions each topic has; one that isn't there has none
   * @param members at least one
   * @returns an entry for every member, also for one that gets nothing
   */
  assign(topics: ReadonlyMap<string, number>, members: readonly Subscriber[]): Assignment;
}
export type Assignment = Map<MemberId, TopicPartition[]>;
// #endregion

/** Before the first. */
export const NO_GENERATION = -1;

/** Members in the order that everybody knows: by the names that last, if they have one. */
export function inOrder(members: readonly Subscriber[]): Subscriber[] {
  return [...members].sort((a, b) => compare(a.instance ?? a.id, b.instance ?? b.id));
}

/** The topics that somebody wants, in order, with the partitions that they have. */
export function wanted(
  topics: ReadonlyMap<string, number>,
  members: readonly Subscriber[],
): { topic: string; partitions: number }[] {
  const names = [...new Set(members.flatMap((member) => member.topics))].sort(compare);
  return names.map((topic) => ({ topic, partitions: topics.get(topic) ?? 0 }));
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

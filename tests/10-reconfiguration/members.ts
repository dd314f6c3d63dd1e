import { type Member, Members, type ServerId } from "#quorum/members";
import type { Quorum } from "#quorum/quorum";
import type { Configuration } from "#reconfiguration/config";
import { epochOf, showZxid } from "#zab/zxids";
import type { Zxid } from "#znode-tree/changes";

const NAMES = ["A", "B", "C", "D", "E", "F", "G", "H"];

export function nameOf(id: ServerId): string {
  return NAMES[id - 1]!;
}

export function idOf(name: string): ServerId {
  return NAMES.indexOf(name) + 1;
}

/** "D" is a participant, "d" an observer. */
export function member(letter: string): Member {
  const name = letter.toUpperCase();
  return { id: idOf(name), name, role: letter === name ? "participant" : "observer" };
}

/** "ABd": the participants A and B, and the observer D. */
export function members(letters: string): Members {
  return new Members(list(letters));
}

export function list(letters: string): Member[] {
  return [...letters].map(member);
}

/** The other way round, by their numbers. */
export function letters({ list }: Members): string {
  return [...list]
    .sort((a, b) => a.id - b.id)
    .map(({ name, role }) => (role === "participant" ? name : name.toLowerCase()))
    .join("");
}

/** @param previous as its letters and its version */
export function configuration(
  version: Zxid,
  letters: string,
  previous?: readonly [version: Zxid, letters: string],
): Configuration {
  const configuration: Configuration = { version, members: members(letters) };
  if (previous !== undefined)
    configuration.previous = { version: previous[0], members: members(previous[1]) };
  return configuration;
}

/** What a test compares: "ABd 5", where 5 is the version; of a later epoch than 0 "ABd (1, 5)". */
export function show(configuration: Configuration | undefined): string {
  if (configuration === undefined) return "none";
  const { members, version } = configuration;
  return `${letters(members)} ${epochOf(version) === 0 ? version : showZxid(version)}`;
}

/** The ids of these names. */
export function ids(letters: string): Set<ServerId> {
  return new Set([...letters].map(idOf));
}

/** The smallest sets of these servers that are enough: "AB AC BC". */
export function smallest(quorum: Quorum, letters: string): string {
  const sets = Array.from({ length: 2 ** letters.length }, (_, bits) =>
    [...letters].filter((__, place) => bits & (1 << place)).join(""),
  ).filter((set) => quorum.isReachedBy(ids(set)));
  const isSmallest = (set: string): boolean =>
    !sets.some((other) => other !== set && [...other].every((name) => set.includes(name)));
  return sets.filter(isSmallest).sort().join(" ");
}

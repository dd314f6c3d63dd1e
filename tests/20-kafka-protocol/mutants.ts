import { type Mutant, mutant } from "#lab/testing/mutant";

const WRITER = { step: "codec", file: "wire-writer.ts" };
const READER = { step: "codec", file: "wire-reader.ts" };
const CODEC = { step: "codec", file: "codec.ts" };
const HEADERS = { step: "conversation", file: "headers.ts" };
const VERSIONS = { step: "conversation", file: "api-versions.ts" };
const CONNECTION = { step: "conversation", file: "kafka-connection.ts" };
const TOPICS = { step: "topics", file: "topic-handlers.ts" };
const PRODUCE = { step: "records", file: "produce.ts" };
const FETCH = { step: "records", file: "fetch.ts" };
const LIST = { step: "records", file: "list-offsets.ts" };
const GROUPS = { step: "groups", file: "group-handlers.ts" };
const ADMIN = { step: "admin", file: "admin-handlers.ts" };
const OFFSETS = { step: "offsets", file: "offset-handlers.ts" };

const codec: Mutant[] = [
  mutant(WRITER, "low-byte-first", "Sixteen bits have their low byte first", "little-endian machines", [
    "this.#bytes.u8((value >> 8) & 0xff);\n    this.#bytes.u8(value & 0xff);",
    "this.#bytes.u8(value & 0xff);\n    this.#bytes.u8((value >> 8) & 0xff);",
  ]),
  mutant(
    WRITER,
    "uvarint-shifted",
    "A length from 2^31 on is shifted, and becomes negative",
    "JavaScript's <<",
    ["left = Math.floor(left / 0x80)", "left = (left | 0) >> 7"],
  ),
  mutant(READER, "uvarint-overflows", "A length of five bytes is read with a sign", "JavaScript's <<", [
    "value += (byte & 0x7f) * factor;",
    "value |= (byte & 0x7f) * factor;",
  ]),
  mutant(
    READER,
    "uvarint-endless",
    "A length may have any number of bytes",
    "ByteUtils.readUnsignedVarint",
    ["factor <= 0x80 ** 4", "factor <= 0x80 ** 9"],
    ["if (byte < 0x80 && value < 2 ** 32) return value;", "if (byte < 0x80) return value;"],
  ),
  mutant(
    READER,
    "reads-beyond",
    "What isn't there is an error of another kind, and ends the server",
    "RangeError",
    ["if (size < 0 || size > this.left)", "if (size < 0)"],
  ),
  mutant(
    CODEC,
    "length-believed",
    "A list is made as long as it says, whatever is left",
    "KAFKA-4183 and many others",
    ["if (length < 0 || length > reader.left) {", "if (length < 0) {"],
  ),
  mutant(CODEC, "any-negative-is-null", "Any negative length is taken for null", "Type.NULLABLE_STRING", [
    "if (length === -1) return null;",
    "if (length < 0) return null;",
  ]),
  mutant(CODEC, "compact-not-shifted", "A compact length is what it says", "KIP-482", [
    "isFlexible ? reader.uvarint() - 1 :",
    "isFlexible ? reader.uvarint() :",
  ]),
  mutant(CODEC, "compact-empty-is-null", "An empty compact text is written as null", "KIP-482", [
    "writer.uvarint(length === null ? 0 : length + 1)",
    "writer.uvarint(length === null || length === 0 ? 0 : length + 1)",
  ]),
  mutant(CODEC, "null-passes", "Null is handed on where there must be something", "NullPointerException", [
    'if (value === null) throw new Malformed("null where there must be something");\n      return value;',
    "return value as never;",
  ]),
  mutant(CODEC, "one-version-late", "A field is there one version too late", "> in place of >=", [
    "version >= from && version <= to",
    "version > from && version <= to",
  ]),
  mutant(
    CODEC,
    "never-ends",
    "A field that went is still there in later versions",
    "message definitions, `versions`",
    ["version >= from && version <= to", "version >= from"],
  ),
  mutant(CODEC, "tags-not-read", "Tagged fields are left for whoever reads next", "KIP-482", [
    "if (dialect.isFlexible) skipTaggedFields(reader);",
    "if (dialect.isFlexible) reader.uvarint();",
  ]),
  mutant(
    CODEC,
    "no-tags-written",
    "A flexible structure doesn't say that it has no tagged fields",
    "KIP-482",
    ["if (dialect.isFlexible) writer.uvarint(0);\n", ""],
  ),
  mutant(CODEC, "one-tag-at-most", "Of several tagged fields only one is skipped", "a loop forgotten", [
    "for (let left = reader.uvarint(); left > 0; left--) {",
    "for (let left = Math.min(1, reader.uvarint()); left > 0; left--) {",
  ]),
  mutant(
    CODEC,
    "text-repaired",
    "Bytes that are no text become question marks",
    "TextDecoder without fatal",
    ["fatal: true", "fatal: false"],
  ),
];

const conversation: Mutant[] = [
  mutant(
    HEADERS,
    "versions-header-flexible",
    "The header of ApiVersions' answer is flexible as well",
    "KIP-511: librdkafka and Java read rubbish",
    ["if (dialect.isFlexible && api.key !== API_VERSIONS_KEY)", "if (dialect.isFlexible)"],
  ),
  mutant(
    HEADERS,
    "answer-header-plain",
    "No answer's header has tagged fields",
    "KIP-482, response header v1",
    ["if (dialect.isFlexible && api.key !== API_VERSIONS_KEY) writer.uvarint(0);\n", ""],
  ),
  mutant(
    HEADERS,
    "request-header-plain",
    "A request's header is read without its tagged fields",
    "KIP-482, request header v2",
    [
      "if (isFlexible) skipTaggedFields(reader);",
      "if (isFlexible && reader.left < 0) skipTaggedFields(reader);",
    ],
  ),
  mutant(
    HEADERS,
    "length-counts-itself",
    "The length of a frame counts its own four bytes",
    "other protocols do",
    ["frame.length - 4", "frame.length"],
  ),
  mutant(
    VERSIONS,
    "says-only-what-it-keeps",
    "Produce is announced from 3 on: librdkafka compresses nothing any more",
    "librdkafka issue 4956, KAFKA-18659",
    ["from: announcedFrom,", "from,"],
  ),
  mutant(
    VERSIONS,
    "refusal-without-ranges",
    "A client in an unknown version is told an error, and not what there is",
    "KIP-511: the client can't fall back",
    ["Array.from(routes,", 'Array.from(error === "NONE" ? routes : [],'],
  ),
  mutant(
    CONNECTION,
    "versions-hung-up-on",
    "A client that asks ApiVersions in a newer version is hung up on",
    "Java 3.9 asks version 4 first",
    ["if (api.key !== API_VERSIONS_KEY) throw", "throw"],
  ),
  mutant(
    CONNECTION,
    "refusal-in-its-version",
    "The refusal is written in the newest version that is known",
    "KIP-511: version 0",
    ["{ ...header, version: 0 }", "{ ...header, version: 3 }"],
  ),
  mutant(
    CONNECTION,
    "old-versions-tried",
    "A version that is too old is read as if it were known",
    "an upper bound only",
    ["header.version < api.from || header.version > api.to", "header.version > api.to"],
  ),
  mutant(
    CONNECTION,
    "all-at-once",
    "Requests are looked at as they come: answers overtake each other",
    "Kafka mutes the channel",
    [
      "while (this.#wire.open && !this.#isBusy && this.#wire.backlog === 0)",
      "while (this.#wire.open && this.#wire.backlog === 0)",
    ],
    ["if (this.#isBusy) return this.#wire.pause();\n", ""],
  ),
  mutant(CONNECTION, "no-answer-no-more", "A request without an answer is waited for, for ever", "acks 0", [
    "this.#isBusy = false;\n    if (answer !== undefined)",
    "this.#isBusy = answer === undefined;\n    if (answer !== undefined)",
  ]),
  mutant(
    CONNECTION,
    "deaf-clients-served",
    "Whoever doesn't read is answered on and on",
    "slow consumers",
    [" && this.#wire.backlog === 0", ""],
    ["if (this.#wire.backlog > 0) this.#wire.pause();\n    else if", "if"],
  ),
  mutant(
    CONNECTION,
    "stays-deaf",
    "Once it has been paused, nothing more is read from a client",
    "resume forgotten",
    ["else if (!this.#isBusy) this.#wire.resume();", ""],
  ),
];

const topics: Mutant[] = [
  mutant(
    TOPICS,
    "empty-list-is-all",
    "An empty list means all topics in every version",
    "Metadata version 0",
    ["(version === 0 && topics.length === 0)", "topics.length === 0"],
  ),
  mutant(
    TOPICS,
    "dead-brokers-listed",
    "Brokers are listed that aren't there",
    "the table isn't the living",
    [
      "cluster.brokers.filter(({ name }) => cluster.live.has(name))",
      'cluster.brokers.filter(({ name }) => name !== "")',
    ],
  ),
  mutant(
    TOPICS,
    "dead-leader",
    "A leader that is gone is still told: clients dial nobody",
    "LEADER_NOT_AVAILABLE",
    [
      "const isLed = leader !== undefined && cluster.live.has(leader);",
      "const isLed = leader !== undefined;",
    ],
  ),
  mutant(
    TOPICS,
    "made-against-its-will",
    "A topic is made though the client said no",
    "allow.auto.create.topics",
    ["else if (!mayCreate || isInternal(name))", "else if (isInternal(name))"],
  ),
  mutant(
    TOPICS,
    "any-name",
    "A topic is made under any name, also one that leaves the folder",
    "path traversal",
    ['if (!isTopicName(name)) error = "INVALID_TOPIC_EXCEPTION";\n    else if', "if"],
  ),
  mutant(TOPICS, "any-name-created", "CreateTopics takes any name", "path traversal", [
    "if (!isTopicName(name) || isInternal(name))",
    "if (isInternal(name))",
  ]),
  mutant(TOPICS, "own-topics-made", "A client may make the brokers' own topics", "__consumer_offsets", [
    "if (!isTopicName(name) || isInternal(name))",
    "if (!isTopicName(name))",
  ]),
  mutant(
    TOPICS,
    "first-of-two",
    "Of two topics of one name in a request the first is made",
    "INVALID_REQUEST",
    ["length > 1)", "length > 2)"],
  ),
  mutant(TOPICS, "only-asked-and-made", "Who only wants to know gets the topic made", "validateOnly", [
    'if (errors[at] !== "NONE" || validateOnly) continue;',
    'if (errors[at] !== "NONE") continue;',
  ]),
  mutant(
    TOPICS,
    "answered-before-made",
    "The answer doesn't wait for what becomes of it",
    "a promise not awaited",
    ["errors[at] = error;\n", ""],
  ),
  mutant(
    TOPICS,
    "minus-one-believed",
    "-1 partitions are asked for",
    "KIP-464, Defaults for AdminClient#createTopic",
    ["partitions !== -1 && (partitions < 1", "(partitions < 1"],
  ),
];

const records: Mutant[] = [
  mutant(
    PRODUCE,
    "control-batches-taken",
    "A client may write control batches, and end others' transactions",
    "LogValidator",
    [" || (info.attributes & CONTROL_BIT) !== 0", ""],
  ),
  mutant(PRODUCE, "any-size", "A batch may have any size", "message.max.bytes", [
    'if (bytes.length > MAX_BATCH) return "MESSAGE_TOO_LARGE";\n',
    "",
  ]),
  mutant(
    PRODUCE,
    "opens-everything",
    "What is compressed is read as if it weren't, and refused",
    "compressed batches are passed through",
    ["if (!isCompressed(info)) decodeRecords(bytes);", "decodeRecords(bytes);"],
  ),
  mutant(
    PRODUCE,
    "records-unread",
    "Records that can't be read are kept, and whoever looks for a time falls over them",
    "LogValidator",
    ["if (!isCompressed(info)) decodeRecords(bytes);\n", ""],
  ),
  mutant(PRODUCE, "acks-2", "Acks that there aren't are taken for all", "INVALID_REQUIRED_ACKS", [
    "const acks = ACKS.get(request.acks);",
    'const acks = ACKS.get(request.acks) ?? "all";',
  ]),
  mutant(
    PRODUCE,
    "acks-0-answered",
    "With acks 0 there is an answer, which the client takes for that of its next request",
    "Produce, acks",
    ["request.acks === 0 ? undefined : describe(request, results)", "describe(request, results)"],
  ),
  mutant(PRODUCE, "waits-for-ever", "Nobody is told when it takes too long", "timeout.ms", [
    "clock.after(Math.max(0, timeoutMs), end)",
    "clock.after(Math.max(0, timeoutMs) + 1e9, end)",
  ]),
  mutant(
    PRODUCE,
    "elsewhere-is-nowhere",
    "A partition that is at another broker is said not to be",
    "the client doesn't look for it any more",
    ['"NOT_LEADER_OR_FOLLOWER";', '"UNKNOWN_TOPIC_OR_PARTITION";'],
  ),
  mutant(
    FETCH,
    "null-at-the-end",
    "Where there is nothing, the records are null",
    "clients take it for an error",
    [
      "records: isTooMuch ? NOTHING : records,",
      "records: isTooMuch || records.length === 0 ? null : records,",
    ],
  ),
  mutant(FETCH, "no-limit-across", "Each partition fills the whole answer", "KIP-74", [
    "records: isTooMuch ? NOTHING : records,",
    "records,",
  ]),
  mutant(
    FETCH,
    "own-limit-forgotten",
    "A partition's own limit isn't looked at",
    "max.partition.fetch.bytes",
    ["Math.min(maxBytes, left)", "left"],
  ),
  mutant(FETCH, "fence-forgotten", "Who believes in another epoch is served", "KIP-320", [
    'return epoch < own ? "FENCED_LEADER_EPOCH" : "UNKNOWN_LEADER_EPOCH";',
    'return "NONE";',
  ]),
  mutant(FETCH, "fence-turned", "The one that is behind is told that the other is", "KIP-320", [
    "epoch < own ?",
    "epoch > own ?",
  ]),
  mutant(
    FETCH,
    "follower-reads",
    "A copy that follows answers readers by what its leader would say",
    "NOT_LEADER_OR_FOLLOWER",
    [
      'if (!replica.isLeading) return "NOT_LEADER_OR_FOLLOWER";\n',
      'if (!replica.isLeading) return "NONE";\n',
    ],
  ),
  mutant(FETCH, "any-byte-is-enough", "Whatever comes ends the wait", "fetch.min.bytes", [
    "hasError || bytes >= request.minBytes",
    "hasError || bytes > 0 || bytes >= request.minBytes",
  ]),
  mutant(
    FETCH,
    "never-woken",
    "A reader that waits is told when its time is over, and not before",
    "DelayedFetch",
    ["for (const replica of replicas) replica.listeners.add(listener);\n", ""],
  ),
  mutant(FETCH, "waits-on-errors", "An error is told when the time is over", "DelayedFetch", [
    "hasError || bytes",
    "bytes",
  ]),
  mutant(FETCH, "listeners-left", "Whoever has waited is told on for ever", "a leak", [
    "for (const replica of replicas) replica.listeners.delete(listener);\n",
    "",
  ]),
  mutant(
    FETCH,
    "sleeps-through-the-fall",
    "Who waits at a leader that falls waits on",
    "DelayedFetch, case A",
    ["onStop: look", "onCut: look"],
  ),
  mutant(
    LIST,
    "end-of-the-log",
    "The end is that of the log, and not of what may be read",
    "read uncommitted by all",
    ["offset: replica.highWatermark }", "offset: replica.log.startOffset }"],
  ),
  mutant(
    LIST,
    "time-as-asked",
    "The answer has the time that was asked for, and not the record's",
    "ListOffsets",
    ["timestamp: record?.timestamp ?? info.maxTimestamp", "timestamp"],
  ),
  mutant(LIST, "opened-for-its-time", "A compressed batch is opened to find a time", "it can't be", [
    "if (isCompressed(info)) return { offset, timestamp: info.maxTimestamp };\n",
    "",
  ]),
];

const groups: Mutant[] = [
  mutant(GROUPS, "gone-coordinator", "A coordinator that isn't there is told", "COORDINATOR_NOT_AVAILABLE", [
    "each.name === name && cluster.live.has(each.name)",
    "each.name === name",
  ]),
  mutant(GROUPS, "everybody-coordinates", "Any broker lets members of a group heartbeat", "NOT_COORDINATOR", [
    'if (groups.coordinator !== cluster.self.name) return "NOT_COORDINATOR";\n  return groups.book.find',
    "return groups.book.find",
  ]),
  mutant(
    GROUPS,
    "everybody-lets-in",
    "Any broker lets members in: one group becomes two",
    "NOT_COORDINATOR",
    [
      'if (groups.coordinator !== cluster.self.name) return "NOT_COORDINATOR";\n  if (sessionTimeout',
      "if (sessionTimeout",
    ],
  ),
  mutant(GROUPS, "any-timeout", "A session may have any timeout", "group.min.session.timeout.ms", [
    "sessionTimeout < MIN_SESSION_TIMEOUT || ",
    "",
  ]),
  mutant(
    GROUPS,
    "old-clients-sent-back",
    "A client that doesn't know that it must come twice is sent away for ever",
    "KIP-394, versions below 4",
    ["version < COMES_TWICE && ", "version < 0 && "],
  ),
  mutant(
    GROUPS,
    "all-come-once",
    "Every client is a member at once: each lost answer leaves one behind",
    "KIP-394",
    ["version < COMES_TWICE && ", ""],
  ),
  mutant(GROUPS, "no-time-to-come", "Without a rebalance timeout a member has none", "JoinGroup version 0", [
    "rebalanceTimeout === -1 ? sessionTimeout : rebalanceTimeout",
    "rebalanceTimeout === -1 ? 0 : rebalanceTimeout",
  ]),
  mutant(GROUPS, "name-kept-to-itself", "The refusal has no name to come with", "KIP-394", [
    "given ?? member",
    "member",
  ]),
  mutant(
    GROUPS,
    "one-error-for-all",
    "Of several that leave, the whole has the error of the last",
    "KIP-345",
    [
      "return { throttleMs: 0, error: 0, members: told };",
      "return { throttleMs: 0, error: told.at(-1)?.error ?? 0, members: told };",
    ],
  ),
  mutant(GROUPS, "instance-dropped", "A lasting name isn't handed on", "KIP-345", [
    "instance: instance ?? null,",
    "instance: null,",
  ]),
];

const offsets: Mutant[] = [
  mutant(
    OFFSETS,
    "everybody-commits",
    "Whoever knows a group's name moves it, though it has members",
    "UNKNOWN_MEMBER_ID",
    [
      'return group === undefined || group.members.length === 0 ? undefined : "UNKNOWN_MEMBER_ID";',
      "return undefined;",
    ],
  ),
  mutant(
    OFFSETS,
    "yesterday-commits",
    "A member of yesterday commits over one of today",
    "ILLEGAL_GENERATION",
    [
      "group.judge(member, instance ?? undefined, generation)",
      "group.judge(member, instance ?? undefined, group.generation)",
    ],
  ),
  mutant(OFFSETS, "commits-anywhere", "Any broker keeps offsets", "NOT_COORDINATOR", [
    'if (groups.coordinator !== cluster.self.name) return "NOT_COORDINATOR";\n',
    "",
  ]),
  mutant(
    OFFSETS,
    "any-partition",
    "Offsets of partitions that there aren't are kept",
    "UNKNOWN_TOPIC_OR_PARTITION",
    ['if (cluster.topics.get(topic)?.[index] === undefined) return "UNKNOWN_TOPIC_OR_PARTITION";\n', ""],
  ),
  mutant(
    OFFSETS,
    "any-word",
    "Of an offset anything may be said, at any length",
    "offset.metadata.max.bytes",
    ['(metadata ?? "").length > MAX_METADATA', '(metadata ?? "").length > MAX_METADATA * 9'],
  ),
  mutant(
    OFFSETS,
    "all-or-nothing",
    "One wrong partition keeps the others from being kept",
    "each has an error of its own",
    [
      "if (kept.length === 0)",
      "if (kept.length < request.topics.flatMap(({ partitions }) => partitions).length)",
    ],
  ),
  mutant(OFFSETS, "failure-hidden", "What couldn't be kept is said to be", "the error is dropped", [
    'own === "NONE" ? error : own',
    "own",
  ]),
  mutant(OFFSETS, "answered-at-once", "It is answered before it is kept", "the answer doesn't wait", [
    "else groups.commit(request.group, kept, tell);",
    'else {\n    groups.commit(request.group, kept, () => {});\n    tell("NONE");\n  }',
  ]),
  mutant(
    OFFSETS,
    "begins-at-0",
    "What hasn't been committed is at 0: a group reads all from the beginning",
    "OffsetFetch: -1 and no error",
    ["offset: -1n,", "offset: 0n,"],
  ),
  mutant(
    OFFSETS,
    "left-out",
    "What hasn't been committed isn't in the answer",
    "clients wait for it",
    [
      '{\n          topic,\n          partition,\n          offset: -1n,\n          metadata: "",\n        },',
      "[],",
    ],
    ["partitions.map(\n", "partitions.flatMap(\n"],
  ),
  mutant(OFFSETS, "null-is-none", "Without a list nothing is told", "OffsetFetch version 2", [
    "if (topics === null) return offsets;",
    "if (topics === null) return [];",
  ]),
];

const admin: Mutant[] = [
  mutant(
    ADMIN,
    "everybody-lists",
    "Any broker lists groups that it doesn't coordinate",
    "a coordinator of yesterday",
    [
      "if (groups.coordinator !== cluster.self.name) return answer({ throttleMs: 0, error: 0, groups: [] });\n",
      "",
    ],
  ),
  mutant(ADMIN, "states-ignored", "All groups are listed, whichever states were asked for", "KIP-518", [
    "states.length === 0 || states.includes(state)",
    "states !== undefined || states.includes(state)",
  ]),
  mutant(
    ADMIN,
    "empty-is-dead",
    "A group that has left only its places is said to be dead",
    "its places are deleted by whoever believes it",
    ['(known.has(name) ? "Empty" : "Dead")', '"Dead"'],
  ),
  mutant(ADMIN, "unknown-is-dead", "What can't be known is said to be dead", "an error dropped", [
    'group === undefined ? error : "NONE"',
    '"NONE"',
  ]),
  mutant(ADMIN, "members-deleted", "A group is deleted under its members", "NON_EMPTY_GROUP", [
    "?.isIdle === false",
    "?.isIdle === undefined",
  ]),
  mutant(ADMIN, "deleted-anywhere", "Any broker deletes groups", "NOT_COORDINATOR", [
    "if (groups.coordinator !== cluster.self.name) {\n      result.error",
    'if (groups.coordinator === "") {\n      result.error',
  ]),
  mutant(
    ADMIN,
    "deletion-not-awaited",
    "A group that isn't there is said to be deleted",
    "GROUP_ID_NOT_FOUND",
    ["      result.error = ErrorCode[error];\n", ""],
  ),
  mutant(ADMIN, "epochs-unfenced", "Who believes in another epoch is told where one ends", "KIP-320", [
    "fencing(replica, currentEpoch)",
    "fencing(replica, -1)",
  ]),
  mutant(
    ADMIN,
    "topics-shrink",
    "A topic may get as many partitions as it has, or fewer",
    "CreatePartitions",
    ["count <= before || ", ""],
  ),
  mutant(
    ADMIN,
    "only-asked-and-extended",
    "Who only wants to know gets the partitions made",
    "validateOnly",
    ['if (errors[at] !== "NONE" || validateOnly) continue;', 'if (errors[at] !== "NONE") continue;'],
  ),
  mutant(
    ADMIN,
    "chosen-brokers-ignored",
    "Brokers that were chosen are ignored, and nobody is told",
    "a request half understood",
    ['return assignments === null ? "NONE" : "INVALID_REPLICA_ASSIGNMENT";', 'return "NONE";'],
  ),
];

/** Wrong layers of bytes that somebody really wrote, or easily might. Each must die in its step. */
export const mutants: Mutant[] = [
  ...codec,
  ...conversation,
  ...topics,
  ...records,
  ...groups,
  ...offsets,
  ...admin,
];

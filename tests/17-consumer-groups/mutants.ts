import { type Mutant, mutant } from "#lab/testing/mutant";

const RANGE = { step: "dividing", file: "range.ts" };
const TURNS = { step: "dividing", file: "round-robin.ts" };
const OWNERS = { step: "sticky", file: "owners.ts" };
const STICKY = { step: "sticky", file: "sticky.ts" };
const VOTES = { step: "generations", file: "protocols.ts" };
const GROUP = { step: "generations", file: "group.ts" };
const SILENCE = { step: "silence", file: "group.ts" };
const GENTLE = { step: "cooperative", file: "cooperative.ts" };
const MEMBER = { step: "cooperative", file: "member.ts" };
const STATIC = { step: "static", file: "group.ts" };

/** Wrong groups that somebody really wrote, or easily might. Each must die in its step. */
export const mutants: Mutant[] = [
  mutant(
    RANGE,
    "rest-forgotten",
    "What doesn't come out even is given to nobody",
    "a division rounded down",
    ["each + (place < more ? 1 : 0)", "each"],
  ),
  mutant(RANGE, "rest-to-one", "All that is left over goes to the first", "a division rounded down", [
    "(place < more ? 1 : 0)",
    "(place === 0 ? more : 0)",
  ]),
  mutant(
    RANGE,
    "rounded-up",
    "Everybody gets the larger share, and the last what is left",
    "Math.ceil",
    ["Math.floor(partitions / takers.length)", "Math.ceil(partitions / takers.length)"],
    ["const end = next + each + (place < more ? 1 : 0);", "const end = Math.min(partitions, next + each);"],
    ["const more = partitions % takers.length;\n", ""],
    ["for (const [place, { id }] of takers.entries())", "for (const { id } of takers)"],
  ),
  mutant(
    RANGE,
    "to-all",
    "A topic is divided among all members, also those that don't want it",
    "a filter forgotten",
    ["inOrder(members.filter((member) => member.topics.includes(topic)))", "inOrder(members)"],
  ),
  mutant(
    RANGE,
    "as-they-came",
    "Members get their parts in the order in which they came",
    "Kafka sorts them",
    [
      "inOrder(members.filter((member) => member.topics.includes(topic)))",
      "members.filter((member) => member.topics.includes(topic))",
    ],
  ),
  mutant(
    TURNS,
    "each-topic-anew",
    "Each topic begins with the first member again",
    "many small topics: the first has all",
    [
      "    let turn = 0;\n    for (const { topic, partitions } of wanted(topics, members)) {",
      "    for (const { topic, partitions } of wanted(topics, members)) {\n      let turn = 0;",
    ],
  ),
  mutant(
    TURNS,
    "nobody-passed-over",
    "Whoever's turn it is gets the partition, wanted or not",
    "Kafka, RoundRobinAssignor",
    ["        while (!circle[turn % circle.length]!.topics.includes(topic)) turn += 1;\n", ""],
  ),
  mutant(TURNS, "passed-over-once", "Only one member is passed over", "if in place of while", [
    "while (!circle[turn",
    "if (!circle[turn",
  ]),
  mutant(TURNS, "no-next-turn", "The turn doesn't go on after a partition was dealt", "a line forgotten", [
    "        turn += 1;\n      }",
    "      }",
  ]),
  mutant(TURNS, "unsorted", "Members are dealt to in the order in which they came", "Kafka sorts them", [
    "const circle = inOrder(members);",
    "const circle = [...members];",
  ]),

  mutant(
    OWNERS,
    "any-claim",
    "Whoever claims a partition first has it, of whatever generation the claim is",
    "KAFKA-12984",
    ["if (other === undefined || other.generation < generation)", "if (other === undefined)"],
  ),
  mutant(OWNERS, "oldest-claim", "The oldest claim counts", "a comparison the wrong way round", [
    "other.generation < generation",
    "other.generation > generation",
  ]),
  mutant(
    OWNERS,
    "last-speaker",
    "Of two claims of one generation the last that is read counts",
    "KAFKA-14639",
    ["other.generation < generation", "other.generation <= generation"],
  ),
  mutant(
    OWNERS,
    "first-speaker",
    "Of two claims of one generation the first that is read counts",
    "KAFKA-14639",
    [
      "      else if (other.generation === generation) latest.set(key, { generation, owner: undefined });\n",
      "",
    ],
  ),
  mutant(
    OWNERS,
    "conflict-forgotten",
    "Two claims that cancel each other let an older one win",
    "a conflict that is erased, not kept",
    ["latest.set(key, { generation, owner: undefined })", "latest.delete(key)"],
  ),
  mutant(
    OWNERS,
    "unwanted-kept",
    "A member keeps partitions of a topic that it no longer wants",
    "a subscription that changed",
    ["      if (!topics.includes(claimed.topic)) continue;\n", ""],
  ),
  mutant(
    STICKY,
    "never-even",
    "Everybody keeps what they have: whoever comes new gets nothing",
    "sticky, and not even",
    [
      "for (let place = richest(places, load); place !== undefined; place = richest(places, load)) {",
      "for (let place = richest([], load); place !== undefined; place = richest([], load)) {",
    ],
  ),
  mutant(STICKY, "never-sticky", "What somebody has is forgotten, and everything dealt anew", "KIP-54", [
    "place.owner = owners.get(keyOf(place));",
    "place.owner = owners.get(`${keyOf(place)}?`);",
  ]),
  mutant(
    STICKY,
    "any-richer",
    "It is taken from anybody who has more, not from whoever has most",
    "more changes hands than must",
    ["if (has <= most || has", "if (most > 0 || has"],
  ),
  mutant(
    STICKY,
    "too-even",
    "It is taken from whoever has one more: nothing ever comes to rest",
    "a bound off by one",
    [
      "has <= load.get(leastOf(place.takers, load))! + 1",
      "has <= load.get(leastOf(place.takers, load))! + 2",
    ],
  ),
  mutant(STICKY, "to-the-first", "What nobody has goes to the first that wants it", "even only by accident", [
    "give(place, leastOf(place.takers, load), load);\n    for (let place = richest",
    "give(place, place.takers[0]!, load);\n    for (let place = richest",
  ]),
  mutant(
    STICKY,
    "sticky-as-they-came",
    "What members get depends on the order in which they came",
    "Kafka sorts them",
    [
      "inOrder(members.filter((member) => member.topics.includes(topic))).map(({ id }) => id)",
      "members.filter((member) => member.topics.includes(topic)).map(({ id }) => id)",
    ],
  ),

  mutant(VOTES, "first-of-the-first", "The first member decides how all divide", "a vote of one", [
    "return [...votes].reduce((best, each) => (each[1] > best[1] ? each : best))[0];",
    "return [...votes][0]![0];",
  ]),
  mutant(
    VOTES,
    "favourites",
    "Everybody votes for what they prefer, whether the others know it or not",
    "Kafka, selectProtocol",
    [
      "protocols.find((each) => candidates.has(each.name))!",
      'protocols.find((each) => candidates.size > 0 && each.name !== "")!',
    ],
  ),
  mutant(
    GROUP,
    "member-at-once",
    "Whoever asks is a member: an answer that is lost leaves a ghost",
    "KAFKA-7610",
    [
      'sits down, or comes again.\n    if (member === "") return this.#giveName(request, tell);',
      'sits down, or comes again.\n    if (member === "") return this.#sitDown(this.#names.give(0), request, tell);',
    ],
  ),
  mutant(
    GROUP,
    "any-name",
    "A name that nobody was given is taken for a member's",
    "Kafka, UNKNOWN_MEMBER_ID",
    [
      'if (!this.#names.take(member)) return tell(refused("UNKNOWN_MEMBER_ID"));',
      "this.#names.take(member);",
    ],
  ),
  mutant(
    GROUP,
    "any-generation",
    "A member of an older generation counts",
    "KAFKA-12984: fencing by generation",
    [
      'return generation === this.generation ? undefined : "ILLEGAL_GENERATION";',
      'return generation < 0 ? "ILLEGAL_GENERATION" : undefined;',
    ],
  ),
  mutant(
    GROUP,
    "only-older",
    "A generation that hasn't begun counts",
    "a comparison in place of an equality",
    ["return generation === this.generation ?", "return generation >= this.generation ?"],
  ),
  mutant(
    GROUP,
    "strangers-count",
    "Somebody who is no member is judged by the generation alone",
    "Kafka, UNKNOWN_MEMBER_ID",
    [
      '    if (this.#roster.get(member) === undefined) return "UNKNOWN_MEMBER_ID";\n    return generation',
      "    return generation",
    ],
    [
      'const seat = this.#roster.get(member)!;\n    if (this.state === "PreparingRebalance") return',
      'const seat = this.#roster.get(member) ?? this.#roster.all[0]!;\n    if (this.state === "PreparingRebalance") return',
    ],
  ),
  mutant(
    GROUP,
    "anybody-divides",
    "Whoever asks for a part first decides what everybody gets",
    "Kafka: only the leader's counts",
    ["    if (member !== this.#leader) return;\n", ""],
  ),
  mutant(
    GROUP,
    "others-forgotten",
    "Only the leader is told: the others wait for ever",
    "a list of those who wait, never read",
    [
      "if (each.syncing !== undefined) this.#tellPart(each, each.syncing);",
      "if (each.syncing !== undefined && each.id === member) this.#tellPart(each, each.syncing);",
    ],
  ),
  mutant(
    GROUP,
    "part-kept",
    "Whoever gets nothing keeps the part of the generation before",
    "an entry that isn't overwritten",
    [
      "each.assignment = parts.get(each.id) ?? new Uint8Array(0);",
      "each.assignment = parts.get(each.id) ?? each.assignment;",
    ],
  ),
  mutant(
    GROUP,
    "old-part",
    "While the group divides anew, whoever asks gets the part of before",
    "Kafka, REBALANCE_IN_PROGRESS",
    [
      'if (this.state === "PreparingRebalance") return tell(refused("REBALANCE_IN_PROGRESS"));\n    if (this.state === "Stable")',
      'if (this.state === "PreparingRebalance" || this.state === "Stable")',
    ],
  ),
  mutant(
    GROUP,
    "waits-for-nothing",
    "Whoever waits for its part isn't told that the group divides anew",
    "KAFKA-12890's cousin",
    ['        seat.syncing?.(refused("REBALANCE_IN_PROGRESS"));\n', ""],
  ),
  mutant(
    GROUP,
    "no-delay",
    "The first member begins alone, and each that follows costs a division",
    "KIP-134, group.initial.rebalance.delay.ms",
    ["if (!this.#isFirst && this.#roster.all.every(", "if (this.#roster.all.every("],
  ),
  mutant(GROUP, "begins-early", "A generation begins as soon as one has come", "some in place of every", [
    "this.#roster.all.every(({ joining }) => joining !== undefined)",
    "this.#roster.all.some(({ joining }) => joining !== undefined)",
  ]),
  mutant(GROUP, "same-generation", "The generation stays when the members change", "fencing needs a number", [
    "    this.generation += 1;\n",
    "    if (this.generation === 0) this.generation = 1;\n",
  ]),
  mutant(
    GROUP,
    "new-leader",
    "Whoever came last leads: leadership wanders with every division",
    "Kafka keeps its leader",
    [
      "if (!come.some(({ id }) => id === this.#leader)) this.#leader = come[0]!.id;",
      "this.#leader = come.at(-1)!.id;",
    ],
  ),
  mutant(
    GROUP,
    "retry-divides",
    "An answer that was lost is asked for again: all divide anew",
    "KAFKA-7610's cousin",
    [
      'if (knowsAll && (this.state === "CompletingRebalance" || (this.state === "Stable" && !isLeader))) {',
      "if (knowsAll && isLeader && this.generation < 0) {",
    ],
  ),
  mutant(
    GROUP,
    "leader-unheard",
    "A leader that wants to divide anew is told that nothing has changed",
    "Kafka: a leader's join always divides",
    ['(this.state === "Stable" && !isLeader)', 'this.state === "Stable"'],
  ),
  mutant(
    GROUP,
    "news-unheard",
    "A member that wants other topics is told that nothing has changed",
    "KAFKA-13435's cousin",
    [
      "const knowsAll = saysTheSame(seat.protocols, request.protocols);",
      "const knowsAll = saysTheSame(seat.protocols, seat.protocols);",
    ],
  ),
  mutant(GROUP, "news-forgotten", "What a member says anew isn't kept", "an assignment forgotten", [
    "Object.assign(seat, { sessionTimeout, rebalanceTimeout, protocols });",
    "Object.assign(seat, { sessionTimeout, rebalanceTimeout, protocols: seat.protocols ?? protocols });",
  ]),

  mutant(
    SILENCE,
    "beat-not-heard",
    "A heartbeat is answered, and doesn't count",
    "a timer that isn't set anew",
    ["    this.#heard(this.#roster.get(member)!);\n", ""],
  ),
  mutant(
    SILENCE,
    "stale-beat-heard",
    "A beat of an older generation keeps the place",
    "Kafka, ILLEGAL_GENERATION",
    [
      "    if (wrong !== undefined) return wrong;\n    this.#heard(this.#roster.get(member)!);",
      "    if (this.#roster.get(member) !== undefined) this.#heard(this.#roster.get(member)!);\n    if (wrong !== undefined) return wrong;",
    ],
  ),
  mutant(
    SILENCE,
    "not-called",
    "A heartbeat never says that the group divides anew",
    "Kafka, REBALANCE_IN_PROGRESS",
    [
      'return this.state === "PreparingRebalance" ? "REBALANCE_IN_PROGRESS" : undefined;',
      "return undefined;",
    ],
  ),
  mutant(
    SILENCE,
    "called-too-often",
    "A heartbeat says so, too, while the division is on its way: nobody ever gets it",
    "Kafka: only a group that prepares calls its members",
    [
      'return this.state === "PreparingRebalance" ? "REBALANCE_IN_PROGRESS" : undefined;',
      'return this.state === "Stable" ? undefined : "REBALANCE_IN_PROGRESS";',
    ],
  ),
  mutant(
    SILENCE,
    "waiting-is-silence",
    "A member that waits for the others is taken for gone",
    "KAFKA-9752",
    ["    seat.session?.cancel();\n    // #endregion\n  }\n\n  #until", "    // #endregion\n  }\n\n  #until"],
  ),
  mutant(
    SILENCE,
    "waits-for-ever",
    "A member that was told of its generation, and died, is waited for for ever",
    "KAFKA-9752: a new member's timeout sticks",
    [
      "    // #region own silence: It was told, and is expected to say something.\n    this.#heard(seat);\n",
      "    // #region own silence: It was told, and is expected to say something.\n",
    ],
  ),
  mutant(SILENCE, "part-and-gone", "A member that got its part, and died, is never missed", "KAFKA-9752", [
    "    // #region own silence: The same here.\n    this.#heard(seat);\n",
    "    // #region own silence: The same here.\n",
  ]),
  mutant(
    SILENCE,
    "told-and-gone",
    "A member that was told to come again, and died, is waited for until the deadline",
    "a session not begun again",
    ["        if (seat.syncing !== undefined) this.#heard(seat);\n", ""],
  ),
  mutant(
    SILENCE,
    "no-deadline",
    "A member that beats and never comes stops the whole group",
    "KAFKA-7909's cousin",
    ["      if (!this.#isFirst) this.#until(this.#roster.longestTimeout, () => this.#begin());\n", ""],
  ),
  mutant(
    SILENCE,
    "fastest-decides",
    "The group waits as long as the first of them may take",
    "a bound of the wrong member",
    [
      "if (!this.#isFirst) this.#until(this.#roster.longestTimeout, () => this.#begin());",
      "if (!this.#isFirst) this.#until(this.#roster.all[0]?.rebalanceTimeout ?? 0, () => this.#begin());",
    ],
  ),
  mutant(
    SILENCE,
    "absent-is-in",
    "Whoever hasn't come by the deadline is in the generation all the same",
    "a member that nobody told",
    [
      "if (seat.joining === undefined && seat.instance === undefined) this.#remove(seat);\n    }\n    // #endregion",
      'if (seat.joining === undefined && seat.instance === "") this.#remove(seat);\n    }\n    // #endregion',
    ],
  ),
  mutant(
    SILENCE,
    "no-sync-deadline",
    "A leader that beats and never divides stops the whole group",
    "KAFKA-12890",
    ["    this.#until(this.#roster.longestTimeout, () => this.#giveUpOnLeader());\n", ""],
  ),
  mutant(
    SILENCE,
    "leader-forgiven",
    "A leader that hasn't divided in time stays, and leads again",
    "KAFKA-12890",
    [
      "if (seat.syncing === undefined && seat.instance === undefined) this.#remove(seat);\n    }\n    this.#divideAnew();",
      'if (seat.syncing === undefined && seat.instance === "") this.#remove(seat);\n    }\n    this.#divideAnew();',
    ],
  ),
  mutant(
    SILENCE,
    "deadline-left-over",
    "The deadline of a division that has come ends the generation",
    "a timer that isn't cancelled",
    [
      "    if (member !== this.#leader) return;\n    this.#deadline?.cancel();\n",
      "    if (member !== this.#leader) return;\n",
    ],
  ),
  mutant(SILENCE, "leaves-quietly", "A member leaves, and nobody gets its part", "a division forgotten", [
    "    this.#remove(seat);\n    this.#divideAnew();\n    return undefined;",
    "    this.#remove(seat);\n    return undefined;",
  ]),
  mutant(SILENCE, "gone-quietly", "A member is gone, and nobody gets its part", "a division forgotten", [
    "      this.#remove(seat);\n      this.#divideAnew();\n    });",
    "      this.#remove(seat);\n    });",
  ]),
  mutant(SILENCE, "name-kept", "Whoever has only a name can't give it back", "KIP-394", [
    "    if (this.#names.take(member)) return undefined;\n    const seat",
    "    const seat",
  ]),
  mutant(
    SILENCE,
    "leaver-waits",
    "A member that leaves while it waits is never answered",
    "a callback dropped",
    ['    seat.joining?.(refused("UNKNOWN_MEMBER_ID"));\n', ""],
  ),

  mutant(
    GENTLE,
    "one-round",
    "A partition is given to the new owner while the old one still works on it",
    "KIP-429: revoke first",
    ["(owners.get(keyOf(each)) ?? id) === id", 'owners.get(keyOf(each)) !== undefined || id !== ""'],
  ),
  mutant(GENTLE, "only-kept", "What nobody has is given to nobody, in any round", "a case forgotten", [
    "(owners.get(keyOf(each)) ?? id) === id",
    "owners.get(keyOf(each)) === id",
  ]),
  mutant(GENTLE, "old-claims-block", "A claim of an older generation holds a partition back", "KAFKA-12984", [
    "const owners = ownersOf(members);",
    "const owners = new Map(members.flatMap(({ id, owned }) => owned.map((each) => [keyOf(each), id] as const)));\n    ownersOf(members);",
  ]),
  mutant(
    GENTLE,
    "goes-and-comes",
    "A member begins with what it gives up, and gives up what it gets",
    "two lists confused",
    [
      "{ goes: without(owned, assigned), comes: without(assigned, owned) }",
      "{ goes: without(assigned, owned), comes: without(owned, assigned) }",
    ],
  ),
  mutant(
    GENTLE,
    "all-comes",
    "A member begins anew with what it has kept",
    "everything assigned is taken for new",
    ["comes: without(assigned, owned) }", "comes: without(assigned, []) }"],
  ),
  mutant(
    GENTLE,
    "by-number",
    "Partitions of different topics are taken for the same",
    "a key without its topic",
    [
      "const keys = new Set(some.map(keyOf));\n    return all.filter((each) => !keys.has(keyOf(each)));",
      "const keys = new Set(some.map(({ partition }) => partition));\n    return keyOf.length === 0 ? [] : all.filter(({ partition }) => !keys.has(partition));",
    ],
  ),
  mutant(
    MEMBER,
    "stops-all-the-same",
    "A member gives up everything whenever the group divides",
    "KIP-429's reason",
    ["    if (this.#options.isCooperative === true) return this.#askToJoin();\n", ""],
  ),
  mutant(
    MEMBER,
    "begins-before-it-ends",
    "A member says that it is done before it is: two work on one partition",
    "KAFKA-14024",
    [
      "    this.#giveUp(goes, () => {\n      this.owned = this.#had = [...kept, ...comes];",
      "    this.#giveUp(goes, () => {});\n    this.#givingUp = undefined;\n    [0].forEach(() => {\n      this.owned = this.#had = [...kept, ...comes];",
    ],
  ),
  mutant(
    MEMBER,
    "no-second-round",
    "A member gives up a partition and tells nobody: the next round is late",
    "KIP-429: rejoin after revoking",
    ["      if (goes.length > 0) this.#join();\n", ""],
  ),

  mutant(
    STATIC,
    "old-name",
    "The member that comes back has its old name: nobody can tell it from the one before",
    "KAFKA-8500",
    [
      "const seat = this.#roster.add(request.member, request);",
      "const seat = this.#roster.add(old.id, request);",
    ],
  ),
  mutant(
    STATIC,
    "comes-new",
    "Whoever comes back gets nothing until the next division",
    "the part isn't handed on",
    ["    seat.assignment = old.assignment;\n", ""],
  ),
  mutant(STATIC, "always-anew", "Whoever comes back costs a division", "KIP-345's reason", [
    'if (this.state === "Stable" && !wasLeader && namesOf(old) === namesOf(seat)) {',
    'if (this.state === "Stable" && !wasLeader && namesOf(old) === namesOf(seat) && this.generation < 0) {',
  ]),
  mutant(
    STATIC,
    "quiet-whenever",
    "Whoever comes back while the group divides is told of the generation before",
    "a state forgotten",
    ['if (this.state === "Stable" && !wasLeader &&', "if (!wasLeader &&"],
  ),
  mutant(
    STATIC,
    "quiet-leader",
    "A leader comes back quietly, and what it kept back is kept back for ever",
    "a partition that nobody has",
    ['"Stable" && !wasLeader && namesOf', '"Stable" && namesOf'],
  ),
  mutant(
    STATIC,
    "leader-gone",
    "A leader comes back, and another leads from then on: every restart costs a division",
    "KIP-345",
    ["    if (wasLeader) this.#leader = seat.id;\n", ""],
  ),
  mutant(
    STATIC,
    "other-ways",
    "Whoever comes back with other ways to divide is told that nothing has changed",
    "KIP-345",
    [" && namesOf(old) === namesOf(seat)", ""],
  ),
  mutant(
    STATIC,
    "evicted-early",
    "A static member that is away at a division is thrown out, long before its session is over",
    "KAFKA-8220",
    [
      "if (seat.joining === undefined && seat.instance === undefined) this.#remove(seat);",
      "if (seat.joining === undefined) this.#remove(seat);",
    ],
  ),
  mutant(
    STATIC,
    "evicted-unsynced",
    "A static member that hasn't asked for its part in time is thrown out",
    "KAFKA-8220",
    [
      "if (seat.syncing === undefined && seat.instance === undefined) this.#remove(seat);",
      "if (seat.syncing === undefined) this.#remove(seat);",
    ],
  ),
  mutant(
    STATIC,
    "nobody-divides",
    "All are away, and a generation begins that nobody leads",
    "a division without anybody to divide",
    [
      "    if (come.length === 0 && this.#roster.size > 0) {\n      return this.#until(this.#roster.longestTimeout, () => this.#begin());\n    }\n",
      "",
    ],
  ),
  mutant(STATIC, "not-fenced", "Two members of one lasting name both count", "KIP-345, FENCED_INSTANCE_ID", [
    'return seat === undefined || seat.id === member ? undefined : "FENCED_INSTANCE_ID";',
    'return seat === undefined || seat.id !== "" || seat.id === member ? undefined : "FENCED_INSTANCE_ID";',
  ]),
  mutant(
    STATIC,
    "old-comes-again",
    "The one that was fenced is told that nobody knows it, and comes again as new: the two fence each other for ever",
    "KIP-345",
    ['old === undefined ? "UNKNOWN_MEMBER_ID" : "FENCED_INSTANCE_ID"', '"UNKNOWN_MEMBER_ID"'],
  ),
  mutant(
    STATIC,
    "at-once",
    "The first question takes the place, and one that arrives late fences the one that asked it",
    "run 328 of this chapter's sweep",
    [
      'const { member } = request;\n    if (member === "") return this.#giveName(request, tell);\n    const seat = this.#roster.get(member);\n    if (seat !== undefined) return this.#comeAgain(seat, request, tell);\n    const old',
      'const { member } = request;\n    const rival = this.#roster.ofInstance(instance);\n    if (member === "" && rival !== undefined) return this.#takeSeat(rival, { ...request, member: this.#names.give(0, instance) }, tell);\n    if (member === "") return this.#giveName(request, tell);\n    const seat = this.#roster.get(member);\n    if (seat !== undefined) return this.#comeAgain(seat, request, tell);\n    const old',
    ],
  ),
  mutant(
    STATIC,
    "beside-the-old",
    "Whoever comes back gets a place of its own beside the old one",
    "KAFKA-8500",
    ["if (old === undefined) return this.#sitDown(", 'if (old?.id !== "") return this.#sitDown('],
  ),
  mutant(
    STATIC,
    "old-waits-for-its-part",
    "The one that was replaced is never told, and waits for its part",
    "a callback dropped",
    ['    old.syncing?.(refused("FENCED_INSTANCE_ID"));\n', ""],
  ),
  mutant(
    STATIC,
    "old-waits-for-others",
    "The one that was replaced is never told, and waits for the others",
    "a callback dropped",
    ['    old.joining?.(refused("FENCED_INSTANCE_ID"));\n', ""],
  ),
  mutant(
    STATIC,
    "two-seats",
    "The old one's seat stays: its session ends later, and with it the new one's peace",
    "an entry left over",
    ["    this.#roster.remove(old);\n    old.joining", "    old.joining"],
  ),
  mutant(
    STATIC,
    "not-sent-away",
    "An operator can't send a member away by its lasting name",
    "KIP-345, removeMembersFromConsumerGroup",
    [
      '      if (member === "" && seat !== undefined) return this.leave(seat.id, undefined);\n',
      '      if (seat === undefined && member !== "") return "UNKNOWN_MEMBER_ID";\n',
    ],
  ),
];

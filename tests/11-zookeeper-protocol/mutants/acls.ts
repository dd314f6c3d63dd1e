import { type Mutant, mutant } from "#lab/testing/mutant";

const RULES = { step: "acls", file: "access-rules.ts" };
const GUARD = { step: "acls", file: "access-guard.ts" };
const CONNECTION = { step: "acls", file: "protocol-connection.ts" };

/** Servers that let in whom they shouldn't, or keep out whom they should let in. */
export const acls: Mutant[] = [
  mutant(RULES, "any-bit-will-do", "Whoever may do anything may do everything", "&& in place of &", [
    "(entry.permissions & wanted) !== 0",
    "entry.permissions !== 0",
  ]),
  mutant(
    RULES,
    "all-bits-needed",
    "Of several permissions of which one is enough, all are asked for",
    "getACL",
    ["(entry.permissions & wanted) !== 0", "(entry.permissions & wanted) === wanted"],
  ),
  mutant(
    RULES,
    "every-entry-decides",
    "Each entry that fits must permit it: one for reading takes away another for writing",
    "ACLs aren't ordered, and only give",
    ["return acl.some(", "return acl.every("],
  ),
  mutant(RULES, "nobody-bound", "Whoever has proved anything at all is bound by no list", "scheme super", [
    "if (by.some(({ scheme }) => scheme === SUPER.scheme)) return true;",
    'if (by.some(({ scheme }) => scheme !== "ip")) return true;',
  ]),
  mutant(RULES, "everybody-bound", "Lists bind the super user, too", "superDigest", [
    "  if (by.some(({ scheme }) => scheme === SUPER.scheme)) return true;\n",
    "",
  ]),
  mutant(RULES, "anyone-but-strangers", "Whoever has proved something isn't anyone any more", "world", [
    'if (entry.scheme === "world") return true;',
    'if (entry.scheme === "world") return by.length < 2;',
  ]),
  mutant(RULES, "scheme-forgotten", "An address that is written like a name is that name", "Id.equals", [
    "by.filter(({ scheme }) => scheme === entry.scheme)",
    "by.slice()",
  ]),
  mutant(RULES, "networks-unknown", "Only whole addresses fit", "IPAuthenticationProvider.matches", [
    'entry.scheme === "ip" ? isInNetwork(id, entry.id) : id === entry.id',
    "id === entry.id",
  ]),
  mutant(
    RULES,
    "address-proves",
    "auth gives it also to whoever comes from the same address",
    "isAuthenticated",
    ['by.filter(({ scheme }) => scheme === "digest")', "by.slice()"],
  ),
  mutant(RULES, "auth-of-the-first", "auth means only the first of several names", "fixupACL", [
    "proved.map((identity) =>",
    "proved.slice(0, 1).map((identity) =>",
  ]),
  mutant(
    RULES,
    "auth-of-nobody",
    "An entry for nobody is dropped in silence, and the client believes that it has protected something",
    "fixupACL, authIdValid",
    ["if (meant.length === 0 || !meant.every(isEntry))", "if (!meant.every(isEntry))"],
  ),
  mutant(
    RULES,
    "empty-list-taken",
    "A list of nothing is kept: nobody can ever change it again",
    "fixupACL",
    ["return resolved.length === 0 ? undefined : resolved;", "return resolved;"],
  ),
  mutant(RULES, "twice-kept", "What is said twice is kept twice", "removeDuplicates", [
    "resolved.push(...meant.filter((each) => !resolved.some((other) => isSame(each, other))));",
    "resolved.push(...meant);",
  ]),
  mutant(RULES, "more-is-the-same", "A second entry for the same name is taken for the first", "ACL.equals", [
    "return some.permissions === other.permissions && some.scheme",
    "return some.scheme",
  ]),
  mutant(RULES, "any-scheme-kept", "A scheme that nobody knows is kept", "ProviderRegistry", [
    'return scheme === "ip" && isNetwork(id);',
    'return scheme !== "ip" || isNetwork(id);',
  ]),
  mutant(RULES, "any-digest", "A name without a digest is kept", "DigestAuthenticationProvider.isValid", [
    'if (scheme === "digest") return /^[^:]*:[^:]+$/.test(id);',
    'if (scheme === "digest") return true;',
  ]),
  mutant(
    RULES,
    "digests-shown",
    "Whoever may read the list gets digests to guess at",
    "Issue ZOOKEEPER-2590",
    [
      "if (permits(acl, Permission.admin, by)) return acl;",
      "if (permits(acl, Permission.read | Permission.admin, by)) return acl;",
    ],
  ),
  mutant(RULES, "digests-hidden", "The owner isn't shown her own digest", "FinalRequestProcessor, getACL", [
    "  if (permits(acl, Permission.admin, by)) return acl;\n",
    "",
  ]),
  mutant(
    RULES,
    "nobody-is-super",
    "Where there is no super digest, whoever has none is it",
    "undefined === undefined",
    [
      "skipAcl || proved.some(({ id }) => id === superDigest)",
      "skipAcl || superDigest === undefined || proved.some(({ id }) => id === superDigest)",
    ],
  ),
  mutant(
    GUARD,
    "own-list-for-delete",
    "To delete a znode its own list counts",
    "a child's list says nothing of it",
    ["isFamily ? parentOf(path) : path", 'type === "create" ? parentOf(path) : path'],
  ),
  mutant(
    GUARD,
    "multi-by-old-lists",
    "In a multi all parts are measured by the lists as they were before it",
    "Issue ZOOKEEPER-1624",
    ["      pending.add(prepare(pending, single));\n", ""],
  ),
  mutant(
    GUARD,
    "multi-without-a-place",
    "A multi that isn't permitted is refused as a single request",
    "MultiResponse",
    [
      "throw new KeeperError(error.reason, error.detail, index);",
      "throw new KeeperError(error.reason, error.detail);",
    ],
  ),
  mutant(
    GUARD,
    "multi-unguarded",
    "In a multi everything is permitted",
    "Issue ZOOKEEPER-1152 and others like it",
    ["      refuseSingle(single, pending, by);\n", ""],
  ),
  mutant(GUARD, "reads-for-all", "Only writes are measured", "two places, one forgotten", [
    'if (wanted === undefined || !("path" in request)) return;',
    'if (wanted === undefined || !("path" in request) || request.type !== "getAcl") return;',
  ]),
  mutant(
    CONNECTION,
    "unsigned",
    "Requests go on without a name, and the leader doesn't ask whom nobody has named",
    "a guard that fails open",
    ['return isLocal(request) || request.type === "sync" ? request : { ...request, by };', "return request;"],
  ),
  mutant(
    CONNECTION,
    "multi-unsigned",
    "A multi goes on without a name",
    "the parts have no names of their own",
    [
      'return isLocal(request) || request.type === "sync" ? request : { ...request, by };',
      'return isLocal(request) || request.type === "sync" || request.type === "multi" ? request : { ...request, by };',
    ],
  ),
];

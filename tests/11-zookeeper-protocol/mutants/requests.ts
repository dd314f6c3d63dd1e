import { type Mutant, mutant } from "#lab/testing/mutant";

const READ = { step: "requests", file: "read-request.ts" };
const RECORDS = { step: "requests", file: "records.ts" };
const OUTGOING = { step: "requests", file: "outgoing.ts" };
const REPLY = { step: "requests", file: "write-reply.ts" };
const LOCAL = { step: "requests", file: "local-reads.ts" };
const CONNECTION = { step: "requests", file: "protocol-connection.ts" };

/** Requests and answers that lose something on their way. */
export const requests: Mutant[] = [
  mutant(
    READ,
    "both-flags-one-lost",
    "A znode that is ephemeral and sequential is created as sequential only: a lock outlives its holder",
    "CreateMode.EPHEMERAL_SEQUENTIAL",
    [
      "return { ...request, ephemeralOwner: session, sequential: true };",
      "return { ...request, sequential: true };",
    ],
  ),
  mutant(
    READ,
    "unknown-flags-persist",
    "Flags that nobody knows make an ordinary znode",
    "CreateMode.fromFlag",
    ['return refuse("BadArguments", `${request.path}: flags ${flags}`);', "return request;"],
  ),
  mutant(
    READ,
    "list-not-looked-at",
    "An access list is read, and nobody looks at it",
    "a promise that isn't kept",
    [
      '  if (acl === undefined) return refuse("InvalidACL", request.path);\n  if (!isOpen(acl))',
      "  if (acl !== undefined && !isOpen(acl))",
    ],
  ),
  mutant(
    READ,
    "refused-halfway",
    "A create is refused before all of it is read: the next part of the multi begins in the middle of it",
    "an early return",
    [
      "const entries = body.vector(() => readAcl(body));",
      'const entries = body.vector(() => readAcl(body));\n  if (!isOpen(entries)) return refuse("InvalidACL", request.path);',
    ],
  ),
  mutant(
    READ,
    "ttl-for-ever",
    "A znode with a time to live is created, and lives for ever",
    "EphemeralType.TTL",
    ["        ephemeralOwner: ttlOwner(Number(ttl)),\n", ""],
  ),
  mutant(READ, "ttl-not-read", "The time to live stays in the frame", "CreateTTLRequest", [
    "const ttl = opcode === OpCode.createTtl ? body.long() : 0n;",
    "const ttl = opcode === OpCode.createTtl ? 60_000n : 0n;",
  ]),
  mutant(
    READ,
    "last-to-blame",
    "Of two parts that can't be done the second is blamed",
    "an assignment in a loop",
    ["refusal ??=", "refusal ="],
  ),
  mutant(READ, "reads-in-a-multi", "A read in a multi is passed over", "PrepRequestProcessor, multi", [
    "if (request === undefined) throw new Malformed(`${opcode} in a multi`);",
    "if (request === undefined) return;",
  ]),
  mutant(READ, "any-in-multi-read", "Anything may be part of a multiRead", "MultiOperationRecord", [
    "throw new Malformed(`${opcode} in a multiRead`);",
    "return;",
  ]),
  mutant(
    READ,
    "blame-without-place",
    "A multi that can't be done is refused as a single request is: without a place",
    "MultiResponse",
    ["refusal ??= { ...request, failedIndex: index };", "refusal ??= request;"],
  ),
  mutant(READ, "version-forgotten", "A conditional write becomes an unconditional one", "SetDataRequest", [
    'return { type: "setData", path: body.string(), data: body.buffer(), version: body.int() };',
    'return { type: "setData", path: body.string(), data: body.buffer(), version: -1 };',
  ]),
  mutant(
    RECORDS,
    "stat-in-the-tree's-order",
    "The Stat is written in the order in which the tree has it",
    "zookeeper.jute, Stat",
    ["  writer.long(stat.mzxid);\n", "  writer.long(stat.mzxid);\n  writer.long(stat.pzxid);\n"],
    ["  writer.int(stat.numChildren);\n  writer.long(stat.pzxid);\n", "  writer.int(stat.numChildren);\n"],
  ),
  mutant(RECORDS, "owners-told", "A container looks like somebody's ephemeral znode", "DataNode.copyStat", [
    "isSession(stat.ephemeralOwner) ? stat.ephemeralOwner : 0n",
    "stat.ephemeralOwner",
  ]),
  mutant(
    RECORDS,
    "nobody-is-everybody",
    "A list without entries is taken for the open one",
    "every() of nothing",
    ["return entries.length > 0 && open.length", "return open.length"],
  ),
  mutant(
    RECORDS,
    "one-open-entry-is-enough",
    "One entry for everybody makes a list open, whatever else is in it",
    "some() in place of every()",
    ["open.length === entries.length", "open.length > 0"],
  ),
  mutant(
    RECORDS,
    "permissions-not-looked-at",
    "A list for everybody is open, whatever they may do",
    "OPEN_ACL_UNSAFE against READ_ACL_UNSAFE",
    ["permissions === ALL_PERMISSIONS && ", ""],
  ),
  mutant(
    RECORDS,
    "anyone-of-the-world",
    "Whoever is of the scheme world is anyone",
    "WorldAuthenticationProvider",
    [' && id === "anyone"', ""],
  ),
  mutant(
    CONNECTION,
    "opcode-by-xid",
    "What was asked is kept by the number of the request: two requests may have the same",
    "clients choose their xids",
    ["readonly #asked: Asked[] = [];", "readonly #asked = new Map<number, Asked>();"],
    ["this.#asked.push(asked);", "this.#asked.set(xid, asked);"],
    ["this.#asked.shift()!", "this.#asked.get(message.xid)!"],
  ),
  mutant(
    CONNECTION,
    "latest-asked-first",
    "An answer has the shape that the latest request wants",
    "pop in place of shift",
    ["this.#asked.shift()!", "this.#asked.pop()!"],
  ),
  mutant(
    CONNECTION,
    "unknown-and-on",
    "An unknown request is answered, and the connection goes on: what is behind it may be part of it",
    "Measured on Apache ZooKeeper 3.8.0",
    [
      'this.#tell({ type: "bare", xid, error });\n    this.#end();',
      'this.#tell({ type: "bare", xid, error });',
    ],
  ),
  mutant(
    CONNECTION,
    "unreadable-without-a-word",
    "A request that can't be read is hung up on without an answer",
    "Measured on Apache ZooKeeper 3.8.0",
    ["this.#refuse(xid, ErrorCode.MarshallingError);\n      return;", "throw error;"],
  ),
  mutant(
    CONNECTION,
    "unknown-with-zxid",
    "The answer to an unknown request has a zxid",
    "Measured on Apache ZooKeeper 3.8.0",
    [
      "writeHeader(writer, message.xid, -1n, message.error)",
      "writeHeader(writer, message.xid, this.#lastZxid, message.error)",
    ],
  ),
  mutant(
    OUTGOING,
    "unknown-overtakes",
    "The answer to an unknown request goes out before those to earlier ones",
    "a second way out",
    [
      "this.#messages.push(message);",
      'if (message.type === "bare") this.#messages.unshift(message);\n    else this.#messages.push(message);',
    ],
  ),
  mutant(REPLY, "stat-for-nobody", "getChildren2 is answered as getChildren", "GetChildren2Response", [
    "if (opcode !== OpCode.getChildren) writeStat(writer, result.stat);",
    'if (result.type === "getData") writeStat(writer, result.stat);',
  ]),
  mutant(REPLY, "stat-for-everybody", "create is answered as create2", "CreateResponse", [
    '(result.type === "create" && opcode !== OpCode.create)',
    'result.type === "create"',
  ]),
  mutant(
    REPLY,
    "multi-error-in-header",
    "A multi that was refused has its error in the header, and no client reads on",
    "FinalRequestProcessor, multi",
    [
      "writeHeader(writer, xid, zxid, 0);\n    writeRefusedMulti",
      "writeHeader(writer, xid, zxid, ErrorCode[outcome.reason]);\n    writeRefusedMulti",
    ],
  ),
  mutant(
    REPLY,
    "all-inconsistent",
    "The parts before the one to blame have an error as well",
    "DataTree.processTxn, multi",
    ["index > failedIndex ?", "index !== failedIndex ?"],
  ),
  mutant(REPLY, "error-once", "A part's error stands only in its header", "ErrorResult", [
    "writePartHeader(writer, OpCode.error, error);\n  writer.int(error);",
    "writePartHeader(writer, OpCode.error, error);",
  ]),
  mutant(REPLY, "end-of-zeros", "The end of a multi is said with zeros", "MultiHeader(-1, true, -1)", [
    "writer.int(-1);\n  writer.boolean(true);\n  writer.int(-1);",
    "writer.int(0);\n  writer.boolean(true);\n  writer.int(0);",
  ]),
  mutant(
    REPLY,
    "gone-without-stat",
    "The Stat of a znode that the multi deletes again is left out, and the next part is read in its place",
    "Create2Result",
    [
      "writeStat(writer, result.stat ?? NO_STAT);",
      "if (result.stat !== undefined) writeStat(writer, result.stat);",
    ],
  ),
  mutant(REPLY, "refusal-with-body", "A refusal has a body", "SetDataResponse behind an error", [
    "if (!isRefused) writeResult(writer, outcome, asked);",
    "if (isRefused) writeStat(writer, NO_STAT);\n  else writeResult(writer, outcome, asked);",
  ]),
  mutant(
    LOCAL,
    "one-fails-all-fail",
    "One part of a multiRead that fails makes all of it fail",
    "Issue ZOOKEEPER-3402",
    ["if (error instanceof KeeperError) return refusalFrom(error);\n", ""],
  ),
  mutant(
    LOCAL,
    "all-ephemerals",
    "getEphemerals tells all of the client's, wherever they are",
    "GetEphemeralsRequest.prefixPath",
    ["all.filter((path) => path.startsWith(request.prefix))", "all"],
  ),
  mutant(LOCAL, "counts-itself", "A znode is counted among those below it", "DataTree.getAllChildrenNumber", [
    "let count = 0;",
    "let count = 1;",
  ]),
  mutant(
    LOCAL,
    "counts-children-only",
    "Only children are counted, and not what is below them",
    "getNumChildren",
    ['for (const child of children) ahead.push(next === "/" ? `/${child}` : `${next}/${child}`);', ""],
  ),
  mutant(LOCAL, "list-of-nothing", "A znode that isn't there has an access list as well", "GetACLResponse", [
    'if (stat === undefined) throw new KeeperError("NoNode", path);',
    "",
  ]),
];

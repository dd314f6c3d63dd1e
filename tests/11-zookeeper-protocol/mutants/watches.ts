import { type Mutant, mutant } from "#lab/testing/mutant";

const ASK = { step: "watches", file: "watch-requests.ts" };
const OUTGOING = { step: "watches", file: "outgoing.ts" };
const REPLY = { step: "watches", file: "write-reply.ts" };
const LOCAL = { step: "watches", file: "local-reads.ts" };
const READ = { step: "watches", file: "read-request.ts" };

/** Events and watches that get lost, or come in the wrong shape. */
export const watches: Mutant[] = [
  mutant(READ, "watch-flag-dropped", "The watch flag of a read is read and dropped", "GetDataRequest.watch", [
    "return { type, path: body.string(), watch: body.boolean() };",
    "const path = body.string();\n  body.boolean();\n  return { type, path, watch: false };",
  ]),
  mutant(
    REPLY,
    "event-under-zero",
    "An event has the number 0, and is taken for an answer",
    "ClientCnxn.NOTIFICATION_XID",
    ["writeHeader(writer, Xid.event, NO_ZXID, 0);", "writeHeader(writer, 0, NO_ZXID, 0);"],
  ),
  mutant(REPLY, "event-with-zxid", "An event has a zxid of 0", "NIOServerCnxn.process", [
    "writeHeader(writer, Xid.event, NO_ZXID, 0);",
    "writeHeader(writer, Xid.event, 0n, 0);",
  ]),
  mutant(REPLY, "event-disconnected", "An event says that the client isn't connected", "KeeperState", [
    "writer.int(SYNC_CONNECTED);",
    "writer.int(0);",
  ]),
  mutant(REPLY, "state-before-type", "In an event the state stands before what happened", "WatcherEvent", [
    "writer.int(EventCode[type]);\n  writer.int(SYNC_CONNECTED);",
    "writer.int(SYNC_CONNECTED);\n  writer.int(EventCode[type]);",
  ]),
  mutant(
    REPLY,
    "add-watch-without-body",
    "addWatch is answered by a header only",
    "FinalRequestProcessor, addWatch",
    ["writer.int(0);\n      return;", "return;"],
  ),
  mutant(
    OUTGOING,
    "events-first",
    "Events go out before the answers that wait: the client hears of a watch that it doesn't know it has",
    "a second queue",
    [
      "this.#messages.push(message);",
      'if (message.type === "event") this.#messages.unshift(message);\n    else this.#messages.push(message);',
    ],
  ),
  mutant(
    OUTGOING,
    "events-last",
    "Events go out behind the answers that wait: the client sees a change before it is told",
    "a second queue",
    [
      "let written = 0;",
      'let written = 0;\n    this.#messages.sort((a, b) => Number(a.type === "event") - Number(b.type === "event"));',
    ],
  ),
  mutant(
    ASK,
    "lasting-forgotten",
    "The two lists more of setWatches2 are dropped: watches that stay end with the connection",
    "Issue ZOOKEEPER-1416",
    [
      "persistent: lasting ? paths() : [],\n    recursive: lasting ? paths() : [],",
      "persistent: [],\n    recursive: [],",
    ],
  ),
  mutant(
    ASK,
    "always-five-lists",
    "Every setWatches is read as if it had five lists",
    "SetWatches against SetWatches2",
    ["const lasting = opcode === OpCode.setWatches2;", "const lasting = body.left > 0;"],
  ),
  mutant(
    ASK,
    "lists-swapped",
    "The lists of setWatches are read in another order",
    "zookeeper.jute, SetWatches",
    ["data: paths(),\n    exists: paths(),", "exists: paths(),\n    data: paths(),"],
  ),
  mutant(ASK, "modes-swapped", "A persistent watch is recursive, and the other way round", "AddWatchMode", [
    'mode === 0 ? "persistent" : "recursive"',
    'mode === 0 ? "recursive" : "persistent"',
  ]),
  mutant(ASK, "any-mode", "A mode that there isn't is taken for a recursive one", "AddWatchMode.fromInt", [
    "if (mode !== 0 && mode !== 1) throw new Malformed(`${mode} is no way to watch`);",
    "",
  ]),
  mutant(ASK, "kinds-swapped", "Asked for children, the server looks for data", "Watcher.WatcherType", [
    'if (type === WatcherType.data) return "data";\n  if (type === WatcherType.children) return "children";',
    'if (type === WatcherType.data) return "children";\n  if (type === WatcherType.children) return "data";',
  ]),
  mutant(ASK, "any-kind", "A kind that there isn't is taken for any", "Watcher.WatcherType.fromInt", [
    "throw new Malformed(`${type} is no kind of watch`);",
    'return "any";',
  ]),
  mutant(LOCAL, "asking-removes", "Whoever asks for a watch loses it", "checkWatches", [
    'if (request.type === "checkWatches") {',
    'if (request.type !== "checkWatches") {',
  ]),
  mutant(
    LOCAL,
    "nothing-is-found-well",
    "Taking back a watch that isn't there goes well",
    "KeeperException.NoWatcherException",
    ['if (found.length === 0) throw new KeeperError("NoWatcher", request.path);\n', ""],
  ),
  mutant(
    LOCAL,
    "any-forgets-the-lasting",
    "\"Any\" doesn't mean the watches that stay: they can't be taken back",
    "Issue ZOOKEEPER-1416",
    ['["data", "children", "persistent", "recursive"]', '["data", "children"]'],
  ),
];

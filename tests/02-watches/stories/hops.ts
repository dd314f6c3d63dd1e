import { bytes, text } from "#lab/testing/bytes";
import { ZnodeStore } from "#znode-tree/store";
import { ZnodeCache } from "#watches/cache";
import type { ServerMessage } from "#watches/messages";
import { ZnodeServer } from "#watches/server";

// A program looks up shard a-m a thousand times. Behind lookup 437 the shard moves from DB1 to DB2.
const LOOKUPS = 1_000;
const MOVES_AT = 437;

type Lookup = (ask: () => string, number: number) => string;

/** Lets a program look up, its own way, and counts what that costs. */
function count(name: string, lookup: Lookup): void {
  let requests = 0;
  let wrong = 0;
  for (let number = 1; number <= LOOKUPS; number++) {
    const truth = number <= MOVES_AT ? "DB1" : "DB2";
    const answer = lookup(() => {
      requests++;
      return truth;
    }, number);
    if (answer !== truth) wrong++;
  }
  print(name, requests, wrong);
}

function print(name: string, requests: number, wrong: number): void {
  console.log(
    `${name.padEnd(22)}${String(requests).padStart(5)} requests ${String(wrong).padStart(5)} wrong`,
  );
}

let memory: string | undefined;
count("asks every time", (ask) => ask());
count("asks once", (ask) => (memory ??= ask()));
count("asks every 100 lookups", (ask, number) => (memory = number % 100 === 1 ? ask() : memory!));

// And with what this chapter builds: a server that tells, and a client that remembers.
const server = new ZnodeServer(new ZnodeStore(), () => 0);
const write = (type: "create" | "setData", path: string, data = ""): void => {
  server.submit({ type, path, data: bytes(data), version: -1 });
  server.commit();
};
write("create", "/shards");
write("create", "/shards/a-m", "DB1");

let requests = 0;
let answered: (message: ServerMessage) => void = () => {};
const connection = server.connect((message) =>
  message.type === "event" ? cache.told(message.event) : answered(message),
);
const cache = new ZnodeCache((request, done) => {
  answered = (message) => message.type === "reply" && done(message.outcome);
  connection.receive({ xid: ++requests, request });
});

let wrong = 0;
for (let number = 1; number <= LOOKUPS; number++) {
  if (number === MOVES_AT + 1) write("setData", "/shards/a-m", "DB2");
  const truth = number <= MOVES_AT ? "DB1" : "DB2";
  cache.get("/shards/a-m", (data) => (wrong += text(data!) === truth ? 0 : 1));
}
print("is told", requests, wrong);

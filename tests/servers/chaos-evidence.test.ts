import { Evidence } from "../chaos/zookeeper/evidence";

const REGISTER = "/chaos/a";
let evidence: Evidence;
beforeEach(() => (evidence = new Evidence(() => 0)));

function write(client: string, value: string, zxid?: bigint): void {
  const call = evidence.registers.invoke(client, { kind: "write", value, register: REGISTER });
  if (zxid === undefined) call.unknown();
  else call.ok(null, zxid);
}

function read(client: string, value: string, zxid: bigint): void {
  evidence.registers.invoke(client, { kind: "read", register: REGISTER }).ok(value, zxid);
}

describe("what the chaos run finds", () => {
  test("nothing, where all is as it should be: reads may lag, and what nobody heard of may have been done", () => {
    write("a", "a-1", 5n);
    write("b", "b-1");
    write("a", "a-2", 7n);
    read("c", "b-1", 6n);
    read("c", "a-2", 7n);
    expect(evidence.violations()).toEqual([]);
  });

  test("a write that began later and has an earlier place", () => {
    write("a", "a-1", 5n);
    write("b", "b-1", 4n);
    expect(evidence.violations()).toHaveLength(1);
  });

  test("two writes at one place", () => {
    write("a", "a-1", 5n);
    write("b", "b-1", 5n);
    expect(evidence.violations()).toHaveLength(1);
  });

  test("a read at a place where something else was written: a write was lost", () => {
    write("a", "a-1", 5n);
    write("a", "a-2", 6n);
    read("b", "a-1", 6n);
    expect(evidence.violations()).toHaveLength(1);
  });

  test("a session whose server is behind what it has seen", () => {
    for (const zxid of [5n, 4n]) {
      evidence.sessions.invoke("a", { kind: "read", register: REGISTER }).ok("", zxid);
    }
    expect(evidence.violations()).toHaveLength(1);
  });
});

import type { CreateChange, DeleteChange, SingleChange } from "#znode-tree/changes";
import type { Change, Transaction } from "#sessions/changes";
import { readAcl, writeAcl } from "./access-codec";
import type { ByteReader, ByteWriter } from "./bytes";

/** Transactions as bytes and back. Nothing to write here. */

/** One byte says which change follows. Numbers are for ever: logs of last year must still be read. */
const CODES = {
  create: 1,
  delete: 2,
  setData: 3,
  check: 4,
  multi: 5,
  openSession: 6,
  closeSession: 7,
  setAcl: 8,
} as const satisfies Record<Change["type"], number>;

/** A creation with an access list has a number of its own: one without is written as it always was. */
const CREATE_WITH_ACL = 9;

const TYPES = new Map<number, Change["type"]>(
  Object.entries(CODES).map(([type, code]) => [code, type as Change["type"]]),
);

/** Writes a transaction. */
export function writeTransaction(writer: ByteWriter, { zxid, time, change }: Transaction): void {
  writer.u64(zxid);
  writer.f64(time);
  writeChange(writer, change);
}

/** Reads what `writeTransaction` wrote. @throws RangeError if it isn't that */
export function readTransaction(reader: ByteReader): Transaction {
  return { zxid: reader.u64(), time: reader.f64(), change: readChange(reader) };
}

function writeChange(writer: ByteWriter, change: Change): void {
  const hasAcl = change.type === "create" && change.acl !== undefined;
  writer.u8(hasAcl ? CREATE_WITH_ACL : CODES[change.type]);
  switch (change.type) {
    case "create":
      writer.text(change.path);
      writer.bytes(change.data);
      writer.u64(change.ephemeralOwner);
      writer.u32(change.parentCreates);
      if (change.acl !== undefined) writeAcl(writer, change.acl);
      return;
    case "setAcl":
      writer.text(change.path);
      writeAcl(writer, change.acl);
      writer.i32(change.version);
      return;
    case "setData":
      writer.text(change.path);
      writer.bytes(change.data);
      writer.i32(change.version);
      return;
    case "delete":
    case "check":
      writer.text(change.path);
      return;
    case "multi":
      writeAll(writer, change.changes);
      return;
    case "openSession":
      writer.u64(change.id);
      writer.u32(change.timeout);
      writer.bytes(change.password);
      return;
    case "closeSession":
      writer.u64(change.id);
      writeAll(writer, change.deletes);
      return;
  }
}

function writeAll(writer: ByteWriter, changes: readonly Change[]): void {
  writer.u32(changes.length);
  for (const change of changes) writeChange(writer, change);
}

function readChange(reader: ByteReader): Change {
  const code = reader.u8();
  if (code === CREATE_WITH_ACL) return { ...readCreate(reader), acl: readAcl(reader) };
  const type = TYPES.get(code);
  switch (type) {
    case "create":
      return readCreate(reader);
    case "setAcl":
      return { type, path: reader.text(), acl: readAcl(reader), version: reader.i32() };
    case "setData":
      return { type, path: reader.text(), data: reader.bytes(), version: reader.i32() };
    case "delete":
    case "check":
      return { type, path: reader.text() };
    case "multi":
      return { type, changes: readAll(reader) as SingleChange[] };
    case "openSession":
      return {
        type,
        id: reader.u64(),
        timeout: reader.u32(),
        password: reader.bytes(),
      };
    case "closeSession":
      return { type, id: reader.u64(), deletes: readAll(reader) as DeleteChange[] };
    case undefined:
      throw new RangeError("there is no such change");
  }
}

function readCreate(reader: ByteReader): CreateChange {
  return {
    type: "create",
    path: reader.text(),
    data: reader.bytes(),
    ephemeralOwner: reader.u64(),
    parentCreates: reader.u32(),
  };
}

function readAll(reader: ByteReader): Change[] {
  return Array.from({ length: reader.u32() }, () => readChange(reader));
}

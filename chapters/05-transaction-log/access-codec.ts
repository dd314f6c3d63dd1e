import type { AclEntry } from "#znode-tree/access";
import type { ByteReader, ByteWriter } from "./bytes";

/** Writes an access list: the number of its entries, then each. Nothing to write here. */
export function writeAcl(writer: ByteWriter, acl: readonly AclEntry[]): void {
  writer.u32(acl.length);
  for (const { permissions, scheme, id } of acl) {
    writer.u32(permissions);
    writer.text(scheme);
    writer.text(id);
  }
}

/** Reads what `writeAcl` wrote. @throws RangeError if it isn't that */
export function readAcl(reader: ByteReader): AclEntry[] {
  return Array.from({ length: reader.u32() }, () => ({
    permissions: reader.u32(),
    scheme: reader.text(),
    id: reader.text(),
  }));
}

import { type Mutant, mutant } from "#lab/testing/mutant";

const IDENTITY = { step: "words", file: "identity.ts" };
const CONNECTION = { step: "words", file: "protocol-connection.ts" };
const LOCAL = { step: "words", file: "local-reads.ts" };

/** Servers that take somebody for somebody else. */
export const identity: Mutant[] = [
  mutant(
    IDENTITY,
    "password-only",
    "The digest is that of the password, without the name: two people with one password have one digest",
    "DigestAuthenticationProvider.generateDigest",
    ['createHash("sha1").update(proof)', 'createHash("sha1").update(proof.subarray(proof.indexOf(58) + 1))'],
  ),
  mutant(
    IDENTITY,
    "other-digest",
    "The digest is another one, and no access list that was made elsewhere fits",
    "SHA-256 is better, and not what was agreed",
    ['createHash("sha1")', 'createHash("sha256")'],
  ),
  mutant(IDENTITY, "hex-digest", "The digest is written in hexadecimal digits", "base64 was agreed", [
    'digest("base64")',
    'digest("hex")',
  ]),
  mutant(IDENTITY, "any-scheme", "Any scheme is taken for a digest", "a switch without a default", [
    '  if (scheme !== "digest") return undefined;\n',
    "",
  ]),
  mutant(IDENTITY, "last-colon", "The name ends at the last colon", "lastIndexOf in place of indexOf", [
    'const [name] = new TextDecoder().decode(proof).split(":", 1);',
    'const text = new TextDecoder().decode(proof);\n  const colon = text.lastIndexOf(":");\n  const name = colon < 0 ? text : text.slice(0, colon);',
  ]),
  mutant(
    IDENTITY,
    "digest-told",
    "Whoever asks who they are is told the digest as well",
    "AuthUtil.getUser",
    ['return id.slice(0, id.indexOf(":"));', "return id;"],
  ),
  mutant(CONNECTION, "kept-twice", "Who proves twice who they are is two", "a list in place of a set", [
    "if (!this.#identities.some(({ id }) => id === identity.id)) this.#identities.push(identity);",
    "this.#identities.push(identity);",
  ]),
  mutant(
    CONNECTION,
    "one-name",
    "A second proof takes the place of the first",
    "an assignment in place of an addition",
    [
      "if (!this.#identities.some(({ id }) => id === identity.id)) this.#identities.push(identity);",
      "this.#identities[0] = identity;",
    ],
  ),
  mutant(
    CONNECTION,
    "names-without-end",
    "A client may have as many names as it likes, and each takes memory",
    "a list without a limit",
    [
      "if (identity === undefined || this.#identities.length >= MOST_IDENTITIES) {",
      "if (identity === undefined) {",
    ],
  ),
  mutant(
    CONNECTION,
    "refused-and-on",
    "Whoever isn't known is told so, and stays",
    "Measured on Apache ZooKeeper 3.8.0",
    [
      "      this.#refuse(xid, ErrorCode.AuthFailed);\n      return;",
      '      this.#tell({ type: "bare", xid, error: ErrorCode.AuthFailed });\n      return;',
    ],
  ),
  mutant(CONNECTION, "no-answer", "A proof that is accepted isn't answered", "ClientCnxn.AUTHPACKET_XID", [
    '    this.#tell({ type: "bare", xid, error: 0 });\n',
    "",
  ]),
  mutant(
    CONNECTION,
    "number-of-no-use",
    "The number before the scheme is left in the frame",
    "AuthPacket.type",
    ["    body.int();\n    const identity", "    const identity"],
  ),
  mutant(LOCAL, "from-nowhere", "Where somebody comes from isn't told", "NIOServerCnxn, the scheme ip", [
    '[{ scheme: "ip", id: addressOf(peer) }, ...names]',
    'peer === "" ? [{ scheme: "ip", id: addressOf(peer) }, ...names] : names',
  ]),
];

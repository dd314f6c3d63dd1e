/**
 * The protocol once more, for the tests: as short as can be, trusting, and written apart from what is tested, so that
 * the same mistake isn't made on both sides.
 */

/** Builds bytes. */
export class Out {
  readonly #bytes: number[] = [];

  int(value: number): this {
    return this.#number(4, (view) => view.setInt32(0, value));
  }
  long(value: bigint): this {
    return this.#number(8, (view) => view.setBigUint64(0, value));
  }
  bool(value: boolean): this {
    this.#bytes.push(value ? 1 : 0);
    return this;
  }
  raw(bytes: Iterable<number>): this {
    for (const byte of bytes) this.#bytes.push(byte);
    return this;
  }
  buffer(bytes: Uint8Array | undefined): this {
    if (bytes === undefined) return this.int(-1);
    return this.int(bytes.length).raw(bytes);
  }
  string(text: string): this {
    return this.buffer(new TextEncoder().encode(text));
  }
  strings(texts: readonly string[]): this {
    this.int(texts.length);
    for (const text of texts) this.string(text);
    return this;
  }

  get bytes(): Uint8Array {
    return Uint8Array.from(this.#bytes);
  }
  /** With its length before it. */
  get frame(): Uint8Array {
    return new Out().buffer(this.bytes).bytes;
  }

  #number(size: number, set: (view: DataView) => void): this {
    const view = new DataView(new ArrayBuffer(size));
    set(view);
    return this.raw(new Uint8Array(view.buffer));
  }
}

/** Takes bytes apart. What isn't there is an error of the test. */
export class In {
  readonly #view: DataView;
  #at = 0;

  constructor(readonly bytes: Uint8Array) {
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  get left(): number {
    return this.bytes.length - this.#at;
  }
  int(): number {
    return this.#view.getInt32(this.#advance(4));
  }
  long(): bigint {
    return this.#view.getBigInt64(this.#advance(8));
  }
  bool(): boolean {
    return this.#view.getUint8(this.#advance(1)) === 1;
  }
  buffer(): Uint8Array {
    const length = this.int();
    const at = this.#advance(length);
    return this.bytes.slice(at, at + length);
  }
  string(): string {
    return new TextDecoder().decode(this.buffer());
  }
  strings(): string[] {
    return this.list(() => this.string());
  }
  list<T>(read: () => T): T[] {
    return Array.from({ length: this.int() }, read);
  }
  header(): { xid: number; zxid: bigint; error: number } {
    return { xid: this.int(), zxid: this.long(), error: this.int() };
  }
  stat(): WireStat {
    return {
      czxid: this.long(),
      mzxid: this.long(),
      ctime: Number(this.long()),
      mtime: Number(this.long()),
      version: this.int(),
      cversion: this.int(),
      aversion: this.int(),
      ephemeralOwner: this.long(),
      dataLength: this.int(),
      numChildren: this.int(),
      pzxid: this.long(),
    };
  }

  #advance(size: number): number {
    const at = this.#at;
    if (size < 0 || at + size > this.bytes.length) {
      throw new Error(`an answer of ${this.bytes.length} bytes ends before the ${size} bytes at ${at}`);
    }
    this.#at += size;
    return at;
  }
}

export interface WireStat {
  czxid: bigint;
  mzxid: bigint;
  ctime: number;
  mtime: number;
  version: number;
  cversion: number;
  aversion: number;
  ephemeralOwner: bigint;
  dataLength: number;
  numChildren: number;
  pzxid: bigint;
}

/** The access list that everybody sends: anybody may do anything. */
export const OPEN_ACL = new Out().int(1).int(31).string("world").string("anyone").bytes;

export interface HelloOptions {
  lastZxid?: bigint;
  timeout?: number;
  id?: bigint;
  password?: Uint8Array;
  /** Absent: the client says nothing of it. */
  readOnly?: boolean;
}

/** The first frame of a connection. */
export function hello(options: HelloOptions = {}): Uint8Array {
  const { lastZxid = 0n, timeout = 3_000, id = 0n, password = new Uint8Array(16), readOnly } = options;
  const out = new Out().int(0).long(lastZxid).int(timeout).long(id).buffer(password);
  return (readOnly === undefined ? out : out.bool(readOnly)).frame;
}

/** A request: its number, its opcode, and what `body` adds. */
export function request(xid: number, opcode: number, body: (out: Out) => Out = (out) => out): Uint8Array {
  return body(new Out().int(xid).int(opcode)).frame;
}

export const PING = request(-2, 11);
/** Ends the session. */
export function goodbye(xid: number): Uint8Array {
  return request(xid, -11);
}

/**
 * What the clients of a system did and saw: the only evidence by which it is judged from outside.
 *
 * An operation is invoked and then ends in one of three ways. `ok`: it took effect once, and this is what came back.
 * `failed`: it certainly took no effect. `unknown`: nobody knows, as after a timeout; it may take effect any time after
 * its invocation, or never. One that never ended is unknown too.
 */
export class History<I = unknown, O = unknown> {
  readonly operations: Operation<I, O>[] = [];
  private events = 0;

  /** @param now virtual time in ms, for reports */
  constructor(private readonly now: () => number = () => 0) {}

  /** Writes down that a client begins an operation. */
  invoke(client: string, input: I): Call<O> {
    const operation: Operation<I, O> = {
      client,
      input,
      status: "unknown",
      output: undefined,
      invoked: this.events++,
      returned: undefined,
      invokedAt: this.now(),
      returnedAt: undefined,
      witness: undefined,
    };
    this.operations.push(operation);
    const end = (status: Operation<I, O>["status"], output?: O, witness?: bigint): void => {
      if (operation.returned !== undefined) throw new Error(`an operation of ${client} ended twice`);
      Object.assign(operation, { status, output, witness, returned: this.events++, returnedAt: this.now() });
    };
    return {
      ok: (output, witness) => end("ok", output, witness),
      fail: () => end("failed"),
      unknown: () => end("unknown"),
    };
  }

  /** The operations that certainly took effect. */
  get ok(): Operation<I, O>[] {
    return this.operations.filter(({ status }) => status === "ok");
  }
}

/** One operation of one client. */
export interface Operation<I = unknown, O = unknown> {
  readonly client: string;
  readonly input: I;
  readonly status: "ok" | "failed" | "unknown";
  /** What came back; undefined unless `ok`. */
  readonly output: O | undefined;
  /** Place of the invocation among all invocations and returns. Of two, the lower came first; equal are concurrent. */
  readonly invoked: number;
  /** Place of the return; undefined if there was none. */
  readonly returned: number | undefined;
  /** Virtual time in ms. */
  readonly invokedAt: number;
  readonly returnedAt: number | undefined;
  /** The place in the system's own order that it gave with its answer: a zxid, or an offset. */
  readonly witness: bigint | undefined;
}

/** An operation under way, to be ended once. */
export interface Call<O> {
  /** @param witness the zxid or offset that came with the answer */
  ok(output: O, witness?: bigint): void;
  fail(): void;
  unknown(): void;
}

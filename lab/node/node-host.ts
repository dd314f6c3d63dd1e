import { randomInt } from "node:crypto";
import type { Host, Random } from "../host";
import { Halted } from "../world/failure";
import { SeededRandom } from "../world/random";
import type { Addresses } from "./addresses";
import { NodeClock } from "./clock";
import { NodeDisk } from "./disk";
import { Life } from "./life";
import { NodeNetwork } from "./network";

export interface NodeServerOptions {
  name: string;
  /** The folder that is its disk. It is made if it is not there. */
  folder: string;
  addresses: Addresses;
  /** Told what the server notes. Default: nobody. */
  onNote?: (text: string) => void;
  /** Told when the server halts or throws. Default: the error is thrown where nobody catches it. */
  onEnd?: (error: Error) => void;
}

/** A server in this process, on real sockets and files. */
export interface NodeServer<T> {
  readonly instance: T;
  readonly running: boolean;
  /** Ends the server as a kill of its process would, but waits until its files are closed. */
  stop(): Promise<void>;
}

/**
 * Runs a server on real time, sockets and files: the same code that runs in a simulated world.
 *
 * ```ts
 * const server = await startServer({ name: "A", folder: "data/A", addresses }, (host) => new Echo(host));
 * ```
 *
 * @returns when its services can be reached
 * @throws Error if a service cannot be offered, or if `boot` throws
 */
export async function startServer<T>(
  options: NodeServerOptions,
  boot: (host: Host) => T,
): Promise<NodeServer<T>> {
  let failure: Error | undefined;
  let booting = true;
  const life = new Life((error) => {
    failure = error;
    if (!error || booting) return;
    if (options.onEnd) options.onEnd(error);
    else
      queueMicrotask(() => {
        throw error;
      });
  });
  const host = new NodeHost(options, life);
  let instance: T | undefined;
  life.run(() => (instance = boot(host)));
  await host.network.ready();
  booting = false;
  if (failure) {
    await host.disk.closed();
    throw failure;
  }
  return {
    instance: instance as T,
    get running() {
      return life.alive;
    },
    stop: async () => {
      life.end();
      await host.disk.closed();
    },
  };
}

class NodeHost implements Host {
  readonly name: string;
  readonly clock: NodeClock;
  readonly network: NodeNetwork;
  readonly disk: NodeDisk;
  readonly random: Random = new SeededRandom(randomInt(2 ** 47));

  constructor(
    private readonly options: NodeServerOptions,
    private readonly life: Life,
  ) {
    this.name = options.name;
    this.clock = new NodeClock(life);
    this.disk = new NodeDisk(options.folder, life);
    this.network = new NodeNetwork({ name: options.name, life, disk: this.disk }, options.addresses);
  }

  note(text: string): void {
    this.options.onNote?.(text);
  }

  halt(reason: string): never {
    this.life.end(new Error(`${this.name} halts: ${reason}`));
    throw new Halted(reason);
  }
}

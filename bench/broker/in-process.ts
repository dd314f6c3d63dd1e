import type { Connection, ConnectionHandler, Host, Network } from "#lab/host";

/** Ways to a server in the same process: what is sent is handed over as it is, in order, in a later event. */
export class InProcess implements Pick<Network, "listen" | "connect"> {
  readonly #services = new Map<string, ConnectionHandler<never>>();
  #handing: (() => void)[] = [];

  listen<M>(service: string, handler: ConnectionHandler<M>): void {
    this.#services.set(service, handler);
  }

  connect<M>(server: string, service: string, handler: ConnectionHandler<M>): Connection<M> {
    const dialler = new End<M>(this, server, true, handler);
    const accepted = new End<M>(this, "client", false, this.#services.get(service) as ConnectionHandler<M>);
    dialler.other = accepted;
    accepted.other = dialler;
    this.later(() => accepted.handler.onOpen?.(accepted));
    this.later(() => handler.onOpen?.(dialler));
    return dialler;
  }

  later(act: () => void): void {
    this.#handing.push(act);
    if (this.#handing.length === 1) setImmediate(() => this.#hand());
  }

  #hand(): void {
    const handing = this.#handing;
    this.#handing = [];
    for (const act of handing) act();
  }
}

class End<M> implements Connection<M> {
  other!: End<M>;
  readonly open = true;
  readonly backlog = 0;

  constructor(
    private readonly network: InProcess,
    readonly peer: string,
    readonly dialled: boolean,
    readonly handler: ConnectionHandler<M>,
  ) {}

  send(message: M): void {
    this.network.later(() => this.other.handler.onMessage(this.other, message));
  }

  close(): void {
    this.network.later(() => this.other.handler.onClose(this.other));
  }
}

/** A Host with its own clock and disk, and ways to itself only. */
export function inProcess(host: Host): Host {
  const network = new InProcess() as unknown as Network;
  const { name, clock, disk, random } = host;
  return { name, clock, disk, random, network, note: () => {}, halt: (reason) => host.halt(reason) };
}

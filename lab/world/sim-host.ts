import type {
  Clock,
  Connection,
  ConnectionHandler,
  DatagramHandler,
  Disk,
  Host,
  Network,
  Random,
} from "../host";
import type { ByteConnection, ByteHandler, Timer } from "../host";
import { delay } from "./clock";
import { Halted } from "./failure";
import type { Incarnation, Task } from "./machine";
import type { World } from "./world";

/** The Host of one incarnation: everything it gives is dead as soon as the incarnation is. */
export class SimHost implements Host {
  readonly name: string;
  readonly clock: Clock;
  readonly network: Network;
  readonly disk: Disk;
  readonly random: Random;

  constructor(
    private readonly world: World,
    readonly incarnation: Incarnation,
  ) {
    const { name } = incarnation.machine;
    this.name = name;
    this.clock = new HostClock(world, this);
    this.network = new HostNetwork(world, this);
    this.disk = incarnation.machine.disk.asSeenBy(this);
    this.random = world.random.fork(`random of ${name}, life ${incarnation.number}`);
  }

  note(text: string): void {
    this.use("note");
    this.world.record("note", this.name, text);
  }

  halt(reason: string): never {
    this.use("halt");
    this.incarnation.machine.kill(`halts: ${reason}`);
    throw new Halted(reason);
  }

  /** Must be called at every use, so that what outlives its server is found. */
  use(what: string): void {
    const { current } = this.world;
    if (this.incarnation.alive && (current === this.incarnation || current === undefined)) return;
    this.world.misuse(this.incarnation, what);
  }
}

class HostClock implements Clock {
  constructor(
    private readonly world: World,
    private readonly host: SimHost,
  ) {}

  now(): number {
    this.host.use("clock.now");
    return this.world.now;
  }

  after(ms: number, callback: () => void): Timer {
    this.host.use("clock.after");
    return new SimTimer(this.world, this.host.incarnation, delay(ms), callback);
  }
}

class SimTimer implements Task, Timer {
  private readonly event;
  private cancelled = false;

  constructor(
    private readonly world: World,
    readonly owner: Incarnation,
    ms: number,
    private readonly callback: () => void,
  ) {
    this.event = world.schedule(ms, this);
  }

  run(): void {
    // It may have been cancelled after it fell due, while the server was paused.
    if (!this.cancelled) this.callback();
  }

  cancel(): void {
    this.cancelled = true;
    this.world.cancel(this.event);
  }
}

class HostNetwork implements Network {
  constructor(
    private readonly world: World,
    private readonly host: SimHost,
  ) {}

  listen<M>(service: string, handler: ConnectionHandler<M>): void {
    this.host.use("network.listen");
    this.world.network.listen(this.host, service, {
      kind: "messages",
      handler: handler,
    });
  }

  listenBytes(service: string, handler: ByteHandler): void {
    this.host.use("network.listenBytes");
    this.world.network.listen(this.host, service, { kind: "bytes", handler });
  }

  receive<M>(service: string, handler: DatagramHandler<M>): void {
    this.host.use("network.receive");
    this.world.network.listen(this.host, service, { kind: "datagrams", handler: handler });
  }

  connect<M>(server: string, service: string, handler: ConnectionHandler<M>): Connection<M> {
    this.host.use("network.connect");
    return this.world.network.connect(this.host, server, service, handler);
  }

  connectBytes(server: string, service: string, handler: ByteHandler): ByteConnection {
    this.host.use("network.connectBytes");
    return this.world.network.connectBytes(this.host, server, service, handler);
  }

  post<M>(server: string, service: string, from: string, message: M): void {
    this.host.use("network.post");
    this.world.network.post(this.host.name, server, service, from, message);
  }
}

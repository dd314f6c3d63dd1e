import type { ByteConnection, ByteHandler, Connection, ConnectionHandler, DatagramHandler } from "../host";
import { MAX_DATAGRAM } from "../host";
import { encode } from "../codec";
import { ByteEnd, type End, MessageEnd } from "./connection";
import { copyMessage } from "./copy";
import { Link } from "./link";
import type { Incarnation } from "./machine";
import { BytePipe, CLOSE, OPEN, Pipe } from "./pipe";
import type { SeededRandom } from "./random";
import type { SimHost } from "./sim-host";
import type { World } from "./world";

type Service =
  | { kind: "messages"; handler: ConnectionHandler }
  | { kind: "bytes"; handler: ByteHandler }
  | { kind: "datagrams"; handler: DatagramHandler };

interface Offer {
  host: SimHost;
  service: Service;
}

/** Two bounds of a time in ms. */
export interface Span {
  min: number;
  max: number;
}

/** How the network behaves when nothing special is done to it. */
export interface NetworkOptions {
  /** Travelling time in ms. */
  delay: Span;
  /** How long it takes, in ms, until the end of a connection finds out that its peer cannot be reached. */
  breakAfter: Span;
  /** Whether streams of bytes are cut and joined anew on their way. */
  cutsBytes: boolean;
}

const DEFAULTS: NetworkOptions = {
  delay: { min: 1, max: 5 },
  breakAfter: { min: 200, max: 1000 },
  cutsBytes: true,
};

/** The simulated network. Its faults are functions of their own, in network-faults.ts. */
export class SimNetwork {
  /** Chance of a datagram to be lost, and of one that is not lost to arrive a second time. */
  datagramLoss = 0;
  datagramDuplication = 0;
  delay: Span;
  readonly cutsBytes: boolean;
  readonly breakAfter: Span;
  readonly random: SeededRandom;
  private readonly links = new Map<string, Map<string, Link>>();
  private readonly services = new WeakMap<Incarnation, Map<string, Offer>>();

  constructor(
    readonly world: World,
    options: Partial<NetworkOptions> = {},
  ) {
    const { delay, breakAfter, cutsBytes } = { ...DEFAULTS, ...options };
    this.delay = delay;
    this.breakAfter = breakAfter;
    this.cutsBytes = cutsBytes;
    this.random = world.random.fork("network");
  }

  /** The way from one server to another. */
  link(from: string, to: string): Link {
    let ways = this.links.get(from);
    if (ways === undefined) this.links.set(from, (ways = new Map<string, Link>()));
    let link = ways.get(to);
    if (link === undefined) ways.set(to, (link = new Link(from, to)));
    return link;
  }

  /** Every way that has been used or touched. */
  allLinks(): Link[] {
    return [...this.links.values()].flatMap((ways) => [...ways.values()]);
  }

  drawDelay(link: Link): number {
    const { min, max } = link.delay ?? this.delay;
    return min === max ? min : this.random.between(min, max);
  }

  drawBreakAfter(): number {
    return this.random.between(this.breakAfter.min, this.breakAfter.max);
  }

  listen(host: SimHost, name: string, service: Service): void {
    let offered = this.services.get(host.incarnation);
    if (offered === undefined) this.services.set(host.incarnation, (offered = new Map<string, Offer>()));
    if (offered.has(name)) throw new Error(`${host.name} offers a service "${name}" already`);
    offered.set(name, { host, service });
  }

  connect<M>(host: SimHost, server: string, service: string, handler: ConnectionHandler<M>): Connection<M> {
    return this.dial<M, MessageEnd<M>>("messages", host, server, service, (from, peer, offer) => {
      const end = new MessageEnd(
        this,
        from,
        peer,
        !offer,
        (offer?.handler as ConnectionHandler<M>) ?? handler,
      );
      return { end, pipe: (link, dial) => new Pipe<M>(this, link, end, dial) };
    });
  }

  connectBytes(host: SimHost, server: string, service: string, handler: ByteHandler): ByteConnection {
    return this.dial<Uint8Array, ByteEnd>("bytes", host, server, service, (from, peer, offer) => {
      const end = new ByteEnd(this, from, peer, !offer, (offer?.handler as ByteHandler) ?? handler);
      return { end, pipe: (link, dial) => new BytePipe(this, link, end, dial) };
    });
  }

  post(from: string, to: string, service: string, fromService: string, message: unknown): void {
    const { length } = encode({ server: from, service: fromService, message });
    if (length > MAX_DATAGRAM)
      throw new RangeError(`a datagram has ${length} bytes; ${MAX_DATAGRAM} are the most`);
    const copies = this.random.chance(this.datagramLoss)
      ? 0
      : this.random.chance(this.datagramDuplication)
        ? 2
        : 1;
    const id = this.sent(from, to, message);
    if (copies === 0) this.lost(id);
    const link = this.link(from, to);
    for (let i = 0; i < copies; i++) {
      const content = copyMessage(message);
      const run = (): void =>
        this.deliver(link, service, id, (handler) => handler.onDatagram(from, fromService, content));
      this.world.schedule(this.drawDelay(link), { owner: undefined, run });
    }
  }

  /** The connections of a server that died. */
  endLife(incarnation: Incarnation, systemLives: boolean): void {
    for (const end of incarnation.ends) {
      end.abandon();
      // A process that dies may leave everything it sent with its system; or data that it had not read make the system
      // reset the connection, and what was under way is lost from some point on.
      if (!systemLives || this.random.chance(0.5))
        end.out.loseAfter(this.random.below(end.out.items.length + 1));
      if (systemLives) end.out.push(CLOSE, 0);
      else end.other?.breakAfter(this.drawBreakAfter(), "times out");
    }
    incarnation.ends.clear();
  }

  sent(from: string, to: string, message: unknown): number {
    return this.world.recorder?.sent(this.world.now, from, to, message) ?? 0;
  }

  arrived(id: number): void {
    if (id !== 0) this.world.recorder?.arrived(this.world.now, id);
  }

  lost(id: number): void {
    if (id !== 0) this.world.recorder?.lost(this.world.now, id);
  }

  private dial<T, E extends End<T>>(
    kind: Service["kind"],
    host: SimHost,
    server: string,
    service: string,
    make: (from: SimHost, peer: string, offer?: Service) => EndAndPipe<T, E>,
  ): E {
    const { end, pipe } = make(host, server);
    end.out = pipe(this.link(host.name, server), (dialled) => this.answer(kind, end, dialled, service, make));
    host.incarnation.ends.add(end as unknown as End<never>);
    end.out.push(OPEN, 0);
    const patience = this.drawBreakAfter() + 4 * this.delay.max;
    end.breakAfter(patience, "cannot be dialled", () => end.established);
    return end;
  }

  private answer<T, E extends End<T>>(
    kind: Service["kind"],
    end: E,
    dialled: Pipe<T>,
    service: string,
    make: (from: SimHost, peer: string, offer?: Service) => EndAndPipe<T, E>,
  ): void {
    const machine = this.world.find(end.peer);
    if (machine && !machine.power) return;
    const incarnation = machine?.incarnation;
    if (incarnation?.paused) {
      dialled.heldBack = true;
      const run = (): void => {
        dialled.heldBack = false;
        this.answer(kind, end, dialled, service, make);
        dialled.goOn();
      };
      incarnation.held.push({ owner: incarnation, run });
      return;
    }
    const offered = incarnation && this.services.get(incarnation)?.get(service);
    if (!incarnation || offered?.service.kind !== kind) {
      return end.breakAfter(this.drawDelay(this.link(end.peer, dialled.link.from)), "is refused");
    }
    const accepted = make(offered.host, dialled.link.from, offered.service);
    accepted.end.out = accepted.pipe(this.link(end.peer, dialled.link.from), undefined);
    accepted.end.out.receiver = end;
    end.in = accepted.end.out;
    dialled.receiver = accepted.end;
    accepted.end.in = dialled;
    incarnation.ends.add(accepted.end as unknown as End<never>);
    if (!end.open) accepted.end.breakAfter(this.drawBreakAfter(), "times out");
    this.world.enter(incarnation, () => accepted.end.accept());
  }

  private deliver(link: Link, service: string, id: number, give: (handler: DatagramHandler) => void): void {
    const incarnation = this.world.find(link.to)?.incarnation;
    const offered = incarnation && this.services.get(incarnation)?.get(service)?.service;
    if (!incarnation || link.shut || offered?.kind !== "datagrams") return this.lost(id);
    const run = (): void => {
      this.arrived(id);
      give(offered.handler);
    };
    if (incarnation.paused) incarnation.held.push({ owner: incarnation, run });
    else this.world.enter(incarnation, run);
  }
}

/** A new end, and how to make the pipe in which it sends. */
interface EndAndPipe<T, E extends End<T>> {
  end: E;
  pipe: (link: Link, dial: ((pipe: Pipe<T>) => void) | undefined) => Pipe<T>;
}

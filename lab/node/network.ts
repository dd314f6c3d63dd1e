import { createSocket, type Socket as DatagramSocket } from "node:dgram";
import { connect, createServer, type Server, type Socket } from "node:net";
import { MAX_DATAGRAM } from "../host";
import type {
  ByteConnection,
  ByteHandler,
  Connection,
  ConnectionHandler,
  DatagramHandler,
  Network,
} from "../host";
import { decode, encode } from "../codec";
import type { Addresses } from "./addresses";
import { ByteSocket, MessageSocket, type Surroundings } from "./socket-end";

/** What a datagram carries. */
interface Letter {
  server: string;
  service: string;
  message: unknown;
}

/** The Host's network on TCP, and on UDP for datagrams. Each service has a port of its own. */
export class NodeNetwork implements Network {
  private readonly binding: Promise<void>[] = [];
  private readonly datagrams = new Map<string, DatagramSocket>();
  private outgoing: DatagramSocket | undefined;

  constructor(
    private readonly around: Surroundings,
    private readonly addresses: Addresses,
  ) {}

  /** Resolves when every service that was offered can be reached. */
  async ready(): Promise<void> {
    while (this.binding.length > 0) await this.binding.shift();
  }

  listen<M>(service: string, handler: ConnectionHandler<M>): void {
    this.bind(service, (socket) => new MessageSocket(this.around, socket, "", false, handler).begin());
  }

  listenBytes(service: string, handler: ByteHandler): void {
    this.bind(service, (socket) => {
      const peer = `${socket.remoteAddress}:${socket.remotePort}`;
      new ByteSocket(this.around, socket, peer, false, handler).begin();
    });
  }

  connect<M>(server: string, service: string, handler: ConnectionHandler<M>): Connection<M> {
    return new MessageSocket(this.around, this.dial(server, service), server, true, handler);
  }

  connectBytes(server: string, service: string, handler: ByteHandler): ByteConnection {
    return new ByteSocket(this.around, this.dial(server, service), server, true, handler);
  }

  receive<M>(service: string, handler: DatagramHandler<M>): void {
    const { name, life } = this.around;
    const socket = this.datagramSocket();
    this.datagrams.set(service, socket);
    socket.on("message", (bytes) => {
      const letter = open(bytes);
      if (letter) life.run(() => handler.onDatagram(letter.server, letter.service, letter.message as M));
    });
    const address = this.addresses.find(name, service) ?? { host: "127.0.0.1", port: 0 };
    const bound = new Promise<void>((resolve, reject) => {
      socket.once("error", reject);
      socket.once("close", resolve);
      socket.bind(address.port, address.host, () => {
        this.addresses.enter(name, service, { host: address.host, port: socket.address().port });
        resolve();
      });
    });
    this.whenBound(service, bound);
  }

  post<M>(server: string, service: string, from: string, message: M): void {
    const { name, disk } = this.around;
    const letter = encode({ server: name, service: from, message });
    if (letter.length > MAX_DATAGRAM) {
      throw new RangeError(`a datagram has ${letter.length} bytes; ${MAX_DATAGRAM} are the most`);
    }
    const send = (): void => {
      const address = this.addresses.find(server, service);
      if (!address || !this.around.life.alive) return;
      const socket = this.datagrams.get(from) ?? (this.outgoing ??= this.datagramSocket());
      // A datagram that cannot be sent is lost, as any may be.
      socket.send(letter, address.port, address.host, () => {});
    };
    disk.whenTaken(disk.mark, send);
  }

  private dial(server: string, service: string): Socket {
    const address = this.addresses.find(server, service);
    // Nobody listens on port 0: a server that is not known refuses, as one that is down does.
    return connect(address ?? { host: "127.0.0.1", port: 1 });
  }

  private bind(service: string, accept: (socket: Socket) => void): void {
    const { name, life } = this.around;
    const server: Server = createServer((socket) => life.run(() => accept(socket)));
    life.atEnd(() => server.close());
    const address = this.addresses.find(name, service) ?? { host: "127.0.0.1", port: 0 };
    const bound = new Promise<void>((resolve, reject) => {
      server.once("error", reject);
      server.once("close", resolve);
      server.listen(address.port, address.host, () => {
        const { port } = server.address() as { port: number };
        this.addresses.enter(name, service, { host: address.host, port });
        resolve();
      });
    });
    this.whenBound(service, bound);
  }

  private whenBound(service: string, bound: Promise<void>): void {
    const { life, name } = this.around;
    const fail = (error: Error): void =>
      life.end(new Error(`${name} cannot offer "${service}": ${error.message}`));
    this.binding.push(bound.catch(fail));
  }

  private datagramSocket(): DatagramSocket {
    const socket = createSocket("udp4");
    socket.on("error", () => {});
    this.around.life.atEnd(() => socket.close());
    return socket;
  }
}

/** What is no letter was not sent by a Host, and is dropped. */
function open(bytes: Uint8Array): Letter | undefined {
  try {
    const letter = decode(bytes) as Letter;
    return typeof letter.server === "string" && typeof letter.service === "string" ? letter : undefined;
  } catch {
    return undefined;
  }
}

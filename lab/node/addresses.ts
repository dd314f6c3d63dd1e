/** Where a service listens. */
export interface Address {
  /** Host name or IP address. */
  host: string;
  /** TCP port, or UDP port for datagrams. 0 takes any free one. */
  port: number;
}

/**
 * Who listens where. Services that are not entered listen on any free port of this machine, and are entered then, so
 * that servers of one process find each other.
 */
export class Addresses {
  private readonly known = new Map<string, Address>();

  /** @param fixed addresses by server and service: `{ "A/peers": { host: "127.0.0.1", port: 2888 } }` */
  constructor(fixed: Readonly<Record<string, Address>> = {}) {
    for (const [name, address] of Object.entries(fixed)) this.known.set(name, address);
  }

  find(server: string, service: string): Address | undefined {
    return this.known.get(`${server}/${service}`);
  }

  enter(server: string, service: string, address: Address): void {
    this.known.set(`${server}/${service}`, address);
  }
}

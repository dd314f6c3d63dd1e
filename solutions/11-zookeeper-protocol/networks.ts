/** Networks of addresses, as access lists name them. Nothing to write here. */

/** Whether a text is an address like `10.0.0.7`, or a network like `10.0.0.0/8`. */
export function isNetwork(text: string): boolean {
  return networkOf(text) !== undefined;
}

/**
 * Whether an address lies in a network, or is that very address. As in ZooKeeper, only addresses of four numbers have
 * networks.
 * @see ZooKeeper source, `IPAuthenticationProvider`
 */
export function isInNetwork(address: string, network: string): boolean {
  const [own, other] = [networkOf(address), networkOf(network)];
  if (own === undefined || other === undefined) return address === network;
  // The numbers have 32 bits, and JavaScript's shifts have a sign.
  const ignored = 2 ** (32 - other.bits);
  return Math.floor(own.number / ignored) === Math.floor(other.number / ignored);
}

function networkOf(text: string): { number: number; bits: number } | undefined {
  const found = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})(?:\/(\d{1,2}))?$/.exec(text);
  if (found === null) return undefined;
  const bytes = found.slice(1, 5).map(Number);
  const bits = Number(found[5] ?? 32);
  if (bits > 32 || bytes.some((byte) => byte > 255)) return undefined;
  return { number: bytes.reduce((number, byte) => number * 256 + byte, 0), bits };
}

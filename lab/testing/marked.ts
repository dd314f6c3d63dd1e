import type { Host } from "../host";
import { bytes } from "./bytes";

/**
 * A server whose disk an operator marks as new before its first start, and sees to it that the mark is there, whatever
 * happens to the server meanwhile. A disk that was wiped later isn't marked again.
 *
 * @param mark the file that says so
 */
export function marked<T>(mark: string, boot: (host: Host) => T): (host: Host) => T {
  let isDurable = false;
  return (host) => {
    const { disk } = host;
    if (!isDurable) {
      if (!disk.exists(mark)) disk.append(mark, bytes("new"));
      disk.flush(mark, () => disk.flushFolder("", () => (isDurable = true)));
    }
    return boot(host);
  };
}

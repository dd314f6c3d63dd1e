import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Host } from "#lab/host";
import { Addresses } from "#lab/node/addresses";
import { type NodeServer, startServer } from "#lab/node/node-host";
import { hostConforms, type Site } from "./suite";

/** After this long, in ms, a test gives up waiting. It waits no longer than it must. */
const PATIENCE = 20_000;

class NodeSite implements Site {
  private readonly root = mkdtempSync(join(tmpdir(), "host-"));
  private readonly addresses = new Addresses();
  private readonly servers = new Map<string, NodeServer<unknown>>();

  async start<T>(name: string, boot: (host: Host) => T): Promise<T> {
    const options = { name, folder: join(this.root, name), addresses: this.addresses, onEnd: () => {} };
    const server = await startServer(options, boot);
    this.servers.set(name, server);
    return server.instance;
  }

  async kill(name: string): Promise<void> {
    await this.servers.get(name)!.stop();
  }

  async until(what: string, holds: () => boolean): Promise<void> {
    const end = performance.now() + PATIENCE;
    while (!holds()) {
      if (performance.now() > end) throw new Error(`waited in vain: ${what}`);
      await new Promise((resolve) => setImmediate(resolve));
    }
  }

  async end(): Promise<void> {
    await Promise.all([...this.servers.values()].map((server) => server.stop()));
    rmSync(this.root, { recursive: true, force: true });
  }
}

jest.setTimeout(30_000);

describe("the real Host", () => hostConforms(() => Promise.resolve(new NodeSite())));

import { createReadStream, statSync } from "node:fs";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { extname, join, resolve, sep } from "node:path";

const TYPES: Record<string, string> = {
  ".html": "text/html; charset=utf-8",
  ".css": "text/css; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".svg": "image/svg+xml",
};

/** This machine alone may ask. */
const LOOPBACK = "127.0.0.1";

/**
 * Serves a folder of static files to this machine.
 *
 * @param folder the site
 * @param port the port to try first; if it is taken, any free one will do. 0 asks for a free one at once
 * @returns the server and the address to open
 */
export async function serveFolder(folder: string, port: number): Promise<{ server: Server; url: string }> {
  const root = resolve(folder);
  const server = createServer((request, response) => answer(root, request, response));
  try {
    await listen(server, port);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EADDRINUSE") throw error;
    await listen(server, 0);
  }
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("the server has no port");
  return { server, url: `http://${LOOPBACK}:${address.port}/` };
}

/**
 * The file that a request's path names.
 * @returns undefined for what is outside of the folder, or can't be read as a path
 */
export function fileOf(root: string, path: string): string | undefined {
  let decoded: string;
  try {
    decoded = decodeURIComponent(path.split(/[?#]/)[0]!);
  } catch {
    return undefined;
  }
  if (decoded.includes("\0") || decoded.includes("\\")) return undefined;
  const file = resolve(join(root, decoded));
  if (file !== root && !file.startsWith(root + sep)) return undefined;
  return decoded.endsWith("/") ? join(file, "index.html") : file;
}

function listen(server: Server, port: number): Promise<void> {
  return new Promise((done, fail) => {
    server.once("error", fail);
    server.listen(port, LOOPBACK, () => {
      server.removeListener("error", fail);
      done();
    });
  });
}

function answer(root: string, request: IncomingMessage, response: ServerResponse): void {
  if (request.method !== "GET" && request.method !== "HEAD")
    return refuse(response, 405, "only GET and HEAD");
  const file = fileOf(root, request.url ?? "/");
  if (file === undefined) return refuse(response, 400, "not a path of this site");
  const stat = statSync(file, { throwIfNoEntry: false });
  if (stat?.isFile() !== true) return refuse(response, 404, "no such page");
  response.writeHead(200, {
    "content-type": TYPES[extname(file)] ?? "application/octet-stream",
    "content-length": stat.size,
    "x-content-type-options": "nosniff",
  });
  if (request.method === "HEAD") response.end();
  else
    createReadStream(file)
      .on("error", () => response.destroy())
      .pipe(response);
}

function refuse(response: ServerResponse, status: number, reason: string): void {
  response.writeHead(status, { "content-type": "text/plain; charset=utf-8" }).end(`${reason}\n`);
}

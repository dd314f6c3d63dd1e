import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { request } from "node:http";
import type { Server } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileOf, serveFolder } from "../../../docs/serve/server";

let folder: string;
let server: Server;
let url: string;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "serve-"));
  mkdirSync(join(folder, "site/sub"), { recursive: true });
  writeFileSync(join(folder, "secret.txt"), "secret");
  writeFileSync(join(folder, "site/index.html"), "home");
  writeFileSync(join(folder, "site/sub/index.html"), "below");
  writeFileSync(join(folder, "site/a.css"), "a{}");
  writeFileSync(join(folder, "site/a.js"), "1");
  writeFileSync(join(folder, "site/a.svg"), "<svg/>");
  ({ server, url } = await serveFolder(join(folder, "site"), 0));
});

afterAll(async () => {
  await new Promise((done) => server.close(done));
  rmSync(folder, { recursive: true, force: true });
});

/** Asks for a path exactly as it is given: `fetch` would tidy it first. */
function ask(path: string, method = "GET"): Promise<{ status: number; type: string; body: string }> {
  return new Promise((done, fail) => {
    const { port } = new URL(url);
    request({ host: "127.0.0.1", port, path, method, agent: false }, (response) => {
      let body = "";
      response.on("data", (chunk) => (body += String(chunk)));
      response.on("end", () =>
        done({ status: response.statusCode!, type: response.headers["content-type"] ?? "", body }),
      );
    })
      .on("error", fail)
      .end();
  });
}

test.each([
  ["/", "text/html; charset=utf-8", "home"],
  ["/index.html?x=1", "text/html; charset=utf-8", "home"],
  ["/sub/", "text/html; charset=utf-8", "below"],
  ["/a.css", "text/css; charset=utf-8", "a{}"],
  ["/a.js", "text/javascript; charset=utf-8", "1"],
  ["/a.svg", "image/svg+xml", "<svg/>"],
])("%s comes as %s", async (path, type, body) => {
  expect(await ask(path)).toEqual({ status: 200, type, body });
});

test.each([
  "/../secret.txt",
  "/sub/../../secret.txt",
  "/%2e%2e/secret.txt",
  "/..%2fsecret.txt",
  "/..%5csecret.txt",
  "/..\\secret.txt",
])("%s doesn't leave the site", async (path) => {
  const { status, body } = await ask(path);

  expect([400, 404]).toContain(status);
  expect(body).not.toBe("secret");
});

test("a backslash is refused everywhere, for Windows takes it for a slash", () => {
  expect(fileOf("/site", "/sub\\..\\..\\secret.txt")).toBeUndefined();
});

test("a folder beside the site whose name begins alike is outside", async () => {
  mkdirSync(join(folder, "site-other"), { recursive: true });
  writeFileSync(join(folder, "site-other/x.txt"), "secret");

  expect((await ask("/../site-other/x.txt")).status).toBe(400);
});

test.each([
  ["/none.html", 404],
  ["/sub", 404],
  ["/%zz", 400],
  ["/a%00.css", 400],
])("%s is refused with %d", async (path, status) => {
  expect((await ask(path)).status).toBe(status);
});

test("nothing can be written", async () => {
  expect((await ask("/", "POST")).status).toBe(405);
});

test("HEAD tells the type and sends no body", async () => {
  expect(await ask("/", "HEAD")).toEqual({ status: 200, type: "text/html; charset=utf-8", body: "" });
});

test("a port that is taken is no obstacle: another is found", async () => {
  const taken = Number(new URL(url).port);
  const second = await serveFolder(join(folder, "site"), taken);
  await new Promise((done) => second.server.close(done));

  expect(new URL(second.url).port).not.toBe(String(taken));
});

test("only this machine can ask", () => {
  expect(server.address()).toMatchObject({ address: "127.0.0.1" });
});

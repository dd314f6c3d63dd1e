import { readFileSync } from "node:fs";
import { join } from "node:path";
import { BESIDE_APACHE } from "../addresses";
import { markup, type Markup } from "../html";
import type { Page } from "../page";
import type { Site } from "../site";

interface Load {
  perSecond: number;
  p99: number;
  /** Processor time of all servers for each operation, in µs. */
  processor?: number;
}

interface Memory {
  idle: number;
  perSession: number;
  perZnode: number;
}

/** What `npm run bench:zookeeper -- --write` has written. */
interface Speed {
  machine: string;
  depth: number;
  rows: { kind: string; ours: Load; apache: Load }[];
  memory: { ours: Memory; apache: Memory };
}

/** What `npm run interop:zookeeper -- --write` has written: by clients, by whom they talked to. */
type Interop = Record<string, Record<"ours" | "Apache", { passed: number; failed: number }>>;

/** The workbook's ZooKeeper beside Apache's: what real clients find, speed and memory, as the scripts measured it. */
export function besideApachePage(site: Site): Page {
  const read = (file: string): unknown =>
    JSON.parse(readFileSync(join(site.root, "bench/zookeeper/results", file), "utf8"));
  const interop = read("interop.json") as Interop;
  const speed = read("speed.json") as Speed;
  return {
    address: BESIDE_APACHE,
    kind: "plain",
    title: "Beside Apache ZooKeeper",
    description:
      "The finished code of Part I beside Apache ZooKeeper: what real clients find, speed and memory.",
    trail: [],
    contents: [
      { level: 2, title: "Clients", anchor: "clients" },
      { level: 2, title: "Speed", anchor: "speed" },
      { level: 2, title: "Memory", anchor: "memory" },
    ],
    searchable: "text",
    body: markup`<p class="lede">The finished code of chapters 1 to 11 beside Apache ZooKeeper 3.8, three servers each, on one machine. Scripts have written these tables.</p>
${clients(interop)}
${speeds(speed)}
${memory(speed.memory)}`,
  };
}

function clients(interop: Interop): Markup {
  const cell = ({ passed, failed }: { passed: number; failed: number }): string =>
    `${passed} of ${passed + failed}`;
  return markup`<h2 id="clients">Clients</h2>
<p>Unmodified clients ask the same of both, by <code>npm run interop:zookeeper</code>. So many cases pass:</p>
${table(
  "clients",
  ["Client", "Ours", "Apache"],
  Object.entries(interop).map(([group, { ours, Apache: apache }]) => [group, cell(ours), cell(apache)]),
)}`;
}

function speeds({ rows, depth, machine }: Speed): Markup {
  return markup`<h2 id="speed">Speed</h2>
<p>Three clients, one at each server, with ${depth} requests under way each and 100 bytes of data, by <code>npm run bench:zookeeper</code>. Both flush before they acknowledge. Measured in turn (${machine}): only the ratios count. Processor time is that of all three servers for one operation.</p>
${table(
  "speed",
  [
    "Operation",
    "Ours a second",
    "Apache's a second",
    "Times as many",
    "Ours, p99",
    "Apache's, p99",
    "Ours, processor",
    "Apache's, processor",
  ],
  rows.map(({ kind, ours, apache }) => [
    kind,
    count(ours.perSecond),
    count(apache.perSecond),
    (ours.perSecond / apache.perSecond).toFixed(2),
    `${ours.p99} ms`,
    `${apache.p99} ms`,
    time(ours.processor),
    time(apache.processor),
  ]),
)}`;
}

function memory({ ours, apache }: Speed["memory"]): Markup {
  const row = (what: string, of: (memory: Memory) => string): string[] => [what, of(ours), of(apache)];
  return markup`<h2 id="memory">Memory</h2>
<p>As the operating system sees it, with each heap growing as it likes:</p>
${table(
  "memory",
  ["What", "Ours", "Apache"],
  [
    row("Three servers at rest", ({ idle }) => `${count(idle / 1024 ** 2)} MB`),
    row("An idle session, at all of them", ({ perSession }) => `${(perSession / 1024).toFixed(1)} kB`),
    row("A znode of 100 bytes, at each", ({ perZnode }) => `${(perZnode / 1024).toFixed(1)} kB`),
  ],
)}`;
}

function table(id: string, heads: readonly string[], rows: readonly (readonly string[])[]): Markup {
  return markup`<div class="table" role="group" aria-labelledby="${id}" tabindex="0"><table>
<thead><tr>${heads.map((head) => markup`<th scope="col">${head}</th>`)}</tr></thead>
<tbody>
${rows.map(([first, ...rest]) => markup`<tr><th scope="row">${first}</th>${rest.map((value) => markup`<td>${value}</td>`)}</tr>\n`)}</tbody>
</table></div>
`;
}

function time(µs: number | undefined): string {
  return µs === undefined ? "not measured" : `${count(µs)} µs`;
}

function count(value: number): string {
  return Math.round(value).toLocaleString("en");
}

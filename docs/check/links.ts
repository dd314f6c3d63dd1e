import { posix } from "node:path";
import { scanHtml, VOID } from "../html/scan";

/** Something wrong with a page. */
export interface Finding {
  /** The page's address below the site's folder. */
  page: string;
  problem: string;
}

/** What the checker needs to know of a page. */
interface Scanned {
  ids: Set<string>;
  /** What refers to something: `href="…"` and the like. */
  references: { attribute: string; target: string }[];
  findings: string[];
}

/** Attributes that hold ids of the same page, with spaces between them. */
const ID_LISTS = ["aria-labelledby", "aria-describedby", "aria-controls", "for"];
const OUTSIDE = /^(?:https?:|mailto:|data:)/;

/**
 * Checks that everything a page refers to is there: files, anchors, ids. Also that ids are unique and elements are
 * closed, since otherwise the rest of the check means little.
 *
 * @param pages address → HTML of every page
 * @param files the addresses of all files of the site
 */
export function findBrokenLinks(pages: ReadonlyMap<string, string>, files: ReadonlySet<string>): Finding[] {
  const scanned = new Map([...pages].map(([address, html]) => [address, scan(html)]));
  return [...scanned].flatMap(([page, { references, findings, ids }]) => [
    ...findings.map((problem) => ({ page, problem })),
    ...references.flatMap(({ attribute, target }) => {
      const problem = ID_LISTS.includes(attribute)
        ? target
            .split(/\s+/)
            .filter((id) => !ids.has(id))
            .map((id) => `nothing has the id ${id}`)[0]
        : problemOfLink(page, target, files, scanned);
      return problem === undefined ? [] : [{ page, problem: `${attribute}="${target}": ${problem}` }];
    }),
  ]);
}

function problemOfLink(
  page: string,
  target: string,
  files: ReadonlySet<string>,
  scanned: ReadonlyMap<string, Scanned>,
): string | undefined {
  if (OUTSIDE.test(target)) return undefined;
  const [path = "", fragment] = target.split("#");
  if (path.startsWith("/")) return "an absolute path; it would not work from a file";
  const file = path === "" ? page : posix.join(posix.dirname(page), decodeURI(path));
  if (!files.has(file)) return file.endsWith("/") ? "name index.html" : "no such file";
  if (fragment === undefined || fragment === "") return undefined;
  return scanned.get(file)?.ids.has(decodeURIComponent(fragment)) ? undefined : `${file} has no such anchor`;
}

function scan(html: string): Scanned {
  const result: Scanned = { ids: new Set(), references: [], findings: [] };
  const open: string[] = [];
  for (const piece of scanHtml(html)) {
    if (piece.type === "close") {
      const opened = open.pop();
      if (opened !== piece.tag) {
        result.findings.push(`</${piece.tag}> closes ${opened === undefined ? "nothing" : `<${opened}>`}`);
        break;
      }
    }
    if (piece.type !== "open") continue;
    if (!VOID.has(piece.tag)) open.push(piece.tag);
    noteAttributes(piece.attributes, result);
  }
  return result;
}

function noteAttributes(attributes: ReadonlyMap<string, string>, result: Scanned): void {
  const id = attributes.get("id");
  if (id !== undefined) {
    if (result.ids.has(id)) result.findings.push(`the id ${id} comes twice`);
    result.ids.add(id);
  }
  for (const attribute of ["href", "src", ...ID_LISTS]) {
    const target = attributes.get(attribute);
    if (target !== undefined) result.references.push({ attribute, target });
  }
}

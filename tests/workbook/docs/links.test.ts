import { findBrokenLinks } from "../../../docs/check/links";

const page = (body: string) =>
  `<!doctype html>\n<html lang="en"><head><title>x</title></head><body>${body}</body></html>`;

function problems(pages: Record<string, string>, otherFiles: string[] = []): string[] {
  const bodies = new Map(Object.entries(pages).map(([address, body]) => [address, page(body)]));
  return findBrokenLinks(bodies, new Set([...bodies.keys(), ...otherFiles])).map(
    ({ page: address, problem }) => `${address}: ${problem}`,
  );
}

test("links that lead somewhere are no finding", () => {
  expect(
    problems(
      {
        "index.html":
          '<a href="a/b.html#deep">x</a><a href="#here">x</a><p id="here"></p><img src="pic.svg" alt="">',
        "a/b.html":
          '<h2 id="deep">y</h2><a href="../index.html">x</a><a href="https://example.org/none">x</a>',
      },
      ["pic.svg"],
    ),
  ).toEqual([]);
});

test.each([
  ["a missing page", '<a href="none.html">x</a>', 'href="none.html": no such file'],
  ["a missing picture", '<img src="none.svg" alt="">', 'src="none.svg": no such file'],
  [
    "a missing anchor on another page",
    '<a href="b.html#no">x</a>',
    'href="b.html#no": b.html has no such anchor',
  ],
  ["a missing anchor on the same page", '<a href="#no">x</a>', 'href="#no": a.html has no such anchor'],
  ["a path from the root", '<a href="/b.html">x</a>', "would not work from a file"],
  ["a folder without index.html", '<a href="sub/">x</a>', "name index.html"],
  ["a label of nothing", '<p aria-labelledby="no">x</p>', "nothing has the id no"],
  ["an id that comes twice", '<p id="a"></p><p id="a"></p>', "the id a comes twice"],
  ["an element that isn't closed", "<div><p>x</div>", "</div> closes <p>"],
])("%s is found", (_, body, problem) => {
  const found = problems({ "a.html": body, "b.html": "" });

  expect(found).toHaveLength(1);
  expect(found[0]).toContain(problem);
});

test("what looks like a link in code or in a script is none", () => {
  const body = '<pre>&lt;a href="none.html"&gt;</pre><script>var a = \'<a href="none.html">\';</script>';

  expect(problems({ "a.html": body })).toEqual([]);
});

test("an anchor with signs that a link has to encode is found", () => {
  expect(problems({ "a.html": '<a href="#caf%C3%A9">x</a><p id="café"></p>' })).toEqual([]);
});

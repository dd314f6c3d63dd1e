/** Run by every standby process before a request comes: it touches what a run and its failures need. */
interface Shelf {
  readonly books: Map<string, number>;
}

class Library implements Shelf {
  readonly books = new Map<string, number>();

  /** @throws Error for a book that isn't there */
  lend(title: string): number {
    const copies = this.books.get(title);
    if (copies === undefined) throw new Error(`no ${title}`);
    this.books.set(title, copies - 1);
    return copies - 1;
  }
}

function failureOf(check: () => void): string {
  try {
    check();
  } catch (error) {
    return String((error as Error).stack);
  }
  return "";
}

describe("a warm-up", () => {
  test("loads the matchers and what prints their failures", async () => {
    const library = new Library();
    library.books.set("Dune", 2);
    expect(library.lend("Dune")).toBe(1);
    expect(() => library.lend("Emma")).toThrow("no Emma");
    expect(failureOf(() => expect({ copies: 1n, of: new Uint8Array(2) }).toEqual({ copies: 2n }))).toContain(
      "copies",
    );
    expect(failureOf(() => expect(() => library.lend("Emma")).toThrow("other"))).toContain("Emma");
    await expect(Promise.reject(new Error("late"))).rejects.toThrow("late");
  });
});

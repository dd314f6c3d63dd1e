const WIDTH = 40;

/** How far it is: a bar in a terminal, elsewhere a line for each tenth. */
export class Progress {
  readonly #total: number;

  constructor(total: number) {
    this.#total = total;
  }

  show(done: number, what: string): void {
    const filled = Math.round((done / this.#total) * WIDTH);
    const line = `[${"#".repeat(filled)}${".".repeat(WIDTH - filled)}] ${done}/${this.#total}, ${what}`;
    if (process.stdout.isTTY) process.stdout.write(`\r${line}${done === this.#total ? "\n" : ""}`);
    else if (done === this.#total || done % Math.ceil(this.#total / 10) === 0) console.log(line);
  }
}

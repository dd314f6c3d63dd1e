/** A bar that fills while something long goes on; without a terminal, a line for every tenth. */
export class Progress {
  #done = 0;

  constructor(
    readonly total: number,
    readonly stream: NodeJS.WriteStream = process.stderr,
  ) {}

  step(label: string): void {
    this.#done++;
    const width = 30;
    const filled = Math.round((this.#done / this.total) * width);
    const line = `[${"#".repeat(filled)}${".".repeat(width - filled)}] ${this.#done}/${this.total}`;
    if (this.stream.isTTY) {
      this.stream.write(`\r\u001b[2K${line} ${label}`.slice(0, this.stream.columns + 5));
      if (this.#done === this.total) this.stream.write("\n");
    } else if (
      Math.floor((this.#done * 10) / this.total) > Math.floor(((this.#done - 1) * 10) / this.total)
    ) {
      this.stream.write(`${line}\n`);
    }
  }
}

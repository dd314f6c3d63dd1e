/** The world that Jest runs a test file in: Node's, with the exits watched and the output bounded. */
import { TestEnvironment } from "jest-environment-node";
import { report } from "./channel.js";
import { current } from "./current.js";

export default class WorkbookEnvironment extends TestEnvironment {
  exportConditions() {
    return [...(current.request?.conditions ?? []), "node", "node-addons"];
  }

  async setup() {
    await super.setup();
    const { output } = current;
    if (output === undefined) return;
    this.global.console = output.console;
    const { process } = this.global;
    for (const name of ["stdout", "stderr"]) {
      Object.defineProperty(process, name, { configurable: true, value: output.stream });
    }
    process.exit = (code = process.exitCode) => {
      output.flush();
      report({ type: "exit", stack: String(new Error("exit").stack) });
      globalThis.process.exit(code);
    };
  }

  /** Jest hands every event of the run to this method and waits for it. */
  handleTestEvent(event, state) {
    current.recorder?.onEvent(event, state, this.global);
  }
}

import { join, relative } from "node:path";
import ts from "typescript";
import type { Check, Finding } from "./finding";
import { writeStarterAt } from "./workshop";

/** A learner's editor is quiet when a step begins: nothing is red but what is still to be written. */
export const compile: Check = {
  name: "compile",
  proves: "every starter compiles, as it stands at the beginning of each of its steps",
  perChapter: true,
  run: ({ root, chapters }) => {
    const files = chapters.flatMap((chapter) =>
      chapter.steps.flatMap((step) => {
        const folder = writeStarterAt(root, chapter, step);
        return chapter.files.map((file) => join(folder, file));
      }),
    );
    const config = ts.readConfigFile(join(root, "tsconfig.json"), (path) => ts.sys.readFile(path));
    const { options } = ts.parseJsonConfigFileContent(config.config, ts.sys, root);
    const program = ts.createProgram(files, { ...options, customConditions: ["reference"] });
    const ours = new Set(files.map((file) => file.replaceAll("\\", "/")));
    const findings = ts
      .getPreEmitDiagnostics(program)
      .filter(({ file }) => file !== undefined && ours.has(file.fileName))
      .map((diagnostic): Finding => {
        const { line } = ts.getLineAndCharacterOfPosition(diagnostic.file!, diagnostic.start ?? 0);
        return {
          where: `${relative(root, diagnostic.file!.fileName).replaceAll("\\", "/")}:${line + 1}`,
          problem: `does not compile: ${ts.flattenDiagnosticMessageText(diagnostic.messageText, " ")}`,
          mend: "move the regions of the solution, so that what is left of it is whole",
        };
      });
    return {
      passed: files.length - new Set(findings.map(({ where }) => where.split(":")[0])).size,
      findings,
    };
  },
};

import { ESLint } from "eslint";

/**
 * Lints samples of code as if they stood in files that exist, and prints which rules each breaks, as JSON.
 * A program of its own: ESLint's configuration is an ES module, which Jest can't load.
 */
const samples = JSON.parse(process.argv[2]!) as { file: string; code: string }[];
const eslint = new ESLint();
const broken = [];
for (const { file, code } of samples) {
  const results = await eslint.lintText(code, { filePath: file });
  broken.push(results.flatMap((result) => result.messages.map(({ ruleId, message }) => ruleId ?? message)));
}
console.log(JSON.stringify(broken));

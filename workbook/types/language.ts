import { readFileSync, statSync } from "node:fs";
import path from "node:path";
import ts from "typescript";
import type { TypeProblem } from "./type-checker";

/** Learner's and reference conditions, and those of one chapter in between. */
const KEPT_SERVICES = 3;

const CANNOT_FIND_MODULE = 2307;

/** What TypeScript asks of a host without saying so in its types: whether to resolve a file's imports anew. */
interface InternalHost {
  hasInvalidatedResolutions(file: string): boolean;
}

/** TypeScript's language service on the files of a root: it keeps what hasn't changed between two checks. */
export class Language {
  readonly #root: string;
  readonly #options: ts.CompilerOptions;
  /** Parsed files, shared by all services. */
  readonly #registry = ts.createDocumentRegistry();
  readonly #services = new Map<string, Service>();

  constructor(root: string) {
    this.#root = root;
    const file = path.join(root, "tsconfig.json");
    const config = ts.readConfigFile(file, (name) => ts.sys.readFile(name)).config as {
      compilerOptions?: unknown;
    };
    this.#options = ts.convertCompilerOptionsFromJson(config.compilerOptions ?? {}, root).options;
  }

  /** See TypeChecker. */
  check(files: string[], conditions: string[]): TypeProblem[] {
    const service = this.#serviceFor(conditions);
    return service
      .diagnose(files.map((file) => path.resolve(this.#root, file)))
      .flatMap((one) => this.#problem(one));
  }

  #serviceFor(conditions: string[]): Service {
    const key = conditions.join(" ");
    const options = { ...this.#options, customConditions: conditions };
    const service = this.#services.get(key) ?? new Service(this.#root, options, this.#registry);
    // The one that was used last comes last.
    this.#services.delete(key);
    this.#services.set(key, service);
    const [oldest] = this.#services.keys();
    if (this.#services.size > KEPT_SERVICES && oldest !== undefined) this.#services.delete(oldest);
    return service;
  }

  #problem({ file, start, code, messageText }: ts.Diagnostic): TypeProblem[] {
    if (file === undefined || start === undefined) return [];
    const { line, character } = file.getLineAndCharacterOfPosition(start);
    return [
      {
        file: path.relative(this.#root, file.fileName).replaceAll("\\", "/"),
        line: line + 1,
        column: character + 1,
        code,
        message: ts.flattenDiagnosticMessageText(messageText, "\n"),
      },
    ];
  }
}

/** One language service: the conditions are among its options, which never change. */
class Service {
  readonly #service: ts.LanguageService;
  #files: string[] = [];
  #checks = 0;
  #someMissing = false;

  constructor(root: string, options: ts.CompilerOptions, registry: ts.DocumentRegistry) {
    const host: ts.LanguageServiceHost & InternalHost = {
      getCompilationSettings: () => options,
      getCurrentDirectory: () => root,
      getDefaultLibFileName: ts.getDefaultLibFilePath,
      getProjectVersion: () => String(this.#checks),
      getScriptFileNames: () => this.#files,
      getScriptVersion: versionOf,
      getScriptSnapshot: (file) => {
        const text = ts.sys.readFile(file);
        return text === undefined ? undefined : ts.ScriptSnapshot.fromString(text);
      },
      readFile: (file) => readFileSync(file, "utf8"),
      fileExists: (file) => ts.sys.fileExists(file),
      directoryExists: (folder) => ts.sys.directoryExists(folder),
      getDirectories: (folder) => ts.sys.getDirectories(folder),
      hasInvalidatedResolutions: (file) => this.#someMissing && !isPackages(file),
    };
    this.#service = ts.createLanguageService(host, registry);
  }

  diagnose(files: string[]): ts.Diagnostic[] {
    this.#checks++;
    this.#files = files.filter((file) => ts.sys.fileExists(file));
    // With no files this reads the libraries all the same.
    this.#service.getProgram();
    const found = this.#files.flatMap((file) => [
      ...this.#service.getSyntacticDiagnostics(file),
      ...this.#service.getSemanticDiagnostics(file),
    ]);
    this.#someMissing = found.some(({ code }) => code === CANNOT_FIND_MODULE);
    return found;
  }
}

function isPackages(file: string): boolean {
  return file.includes("/node_modules/");
}

/** Packages don't change while the process lives; any other file is read again when it did. */
function versionOf(file: string): string {
  if (isPackages(file)) return "1";
  try {
    const { mtimeMs, size } = statSync(file);
    return `${mtimeMs} ${size}`;
  } catch {
    return "gone";
  }
}

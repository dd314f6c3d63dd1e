/**
 * Nothing escapes: while a simulated run is under way, the clocks, timers and random numbers of the machine, and its
 * files and sockets, throw an error that names the Host's own. Otherwise a run would depend on more than its seed.
 */
let depth = 0;

/** To be called before the code of servers and clients runs. */
export function beginGuard(): void {
  install();
  depth += 1;
  state.refuse = refuse;
}

/** To be called after it, also if it threw. */
export function endGuard(): void {
  depth -= 1;
  if (depth === 0) state.refuse = undefined;
}

/** Something was used in a simulated run that is not the Host's. */
export class Escape extends Error {
  override readonly name = "Escape";
  constructor(what: string, instead: string) {
    super(`${what} does not exist in a simulated run: use ${instead}`);
  }
}

const CLOCK = "host.clock.now()";
const TIMER = "host.clock.after(ms, callback)";
const RANDOM = "host.random";
const DISK = "host.disk";
const NETWORK = "host.network";

type Bag = Record<string, unknown>;

interface State {
  /** Set while a simulated run is under way. */
  refuse: ((what: string, instead: string) => void) | undefined;
}

/**
 * The modules of Node are shared by all test files of a process while this file is loaded anew for each: the state
 * hangs on the functions that stand guard, so that each is guarded once.
 */
const STATE = Symbol.for("znode-to-offset: guards of simulated runs");
let state: State = { refuse: undefined };
let installed = false;

function install(): void {
  if (installed) return;
  installed = true;
  const readFile = builtin("fs")?.["readFileSync"] as { [STATE]?: State } | undefined;
  const modulesAreGuarded = readFile?.[STATE] !== undefined;
  state = readFile?.[STATE] ?? state;
  guardGlobals();
  if (!modulesAreGuarded) guardModules();
}

function refuse(what: string, instead: string): void {
  throw new Escape(what, instead);
}

function builtin(module: string): Bag | undefined {
  return (globalThis as { process?: NodeProcess }).process?.getBuiltinModule?.(`node:${module}`);
}

function guardGlobals(): void {
  const globals = globalThis as unknown as Bag;
  guardFunction(Math as unknown as Bag, "random", "Math.random", RANDOM);
  guardFunction(globals["performance"] as Bag | undefined, "now", "performance.now", CLOCK);
  for (const name of ["setTimeout", "setInterval", "setImmediate"]) guardFunction(globals, name, name, TIMER);
  for (const name of ["getRandomValues", "randomUUID"]) {
    guardFunction(globals["crypto"] as Bag | undefined, name, `crypto.${name}`, RANDOM);
  }
  guardFunction(globals, "fetch", "fetch", NETWORK);
  guardDate(globals);
}

function guardDate(globals: Bag): void {
  const RealDate = Date;
  globals["Date"] = new Proxy(RealDate, {
    construct: (target, args: unknown[], newTarget) => {
      if (args.length === 0) state.refuse?.("new Date()", CLOCK);
      return Reflect.construct(target, args, newTarget) as Date;
    },
    apply: (target) => {
      state.refuse?.("Date()", CLOCK);
      return target();
    },
    get: (target, name, receiver) => {
      if (name === "now") state.refuse?.("Date.now", CLOCK);
      return Reflect.get(target, name, receiver) as unknown;
    },
  });
}

const FILE_FUNCTIONS = "open readFile writeFile appendFile rename unlink rm mkdir truncate readdir".split(
  " ",
);

/** What of Node's modules must not be used. Reading source files is let through: the stack of an error needs it. */
const MODULES: Record<string, { names: readonly string[]; instead: string }> = {
  fs: {
    names: [
      ...FILE_FUNCTIONS,
      ...FILE_FUNCTIONS.map((name) => `${name}Sync`),
      "createReadStream",
      "createWriteStream",
    ],
    instead: DISK,
  },
  "fs/promises": { names: FILE_FUNCTIONS, instead: DISK },
  net: { names: ["connect", "createConnection", "createServer"], instead: NETWORK },
  dgram: { names: ["createSocket"], instead: NETWORK },
  crypto: { names: ["randomBytes", "randomInt", "randomUUID", "getRandomValues"], instead: RANDOM },
  "timers/promises": { names: ["setTimeout", "setImmediate", "setInterval"], instead: TIMER },
};

interface NodeProcess {
  getBuiltinModule?(name: string): Bag | undefined;
}

function guardModules(): void {
  for (const [module, { names, instead }] of Object.entries(MODULES)) {
    const exports = builtin(module);
    for (const name of names) guardFunction(exports, name, `node:${module} ${name}`, instead);
  }
  (builtin("module") as { syncBuiltinESMExports?(): void } | undefined)?.syncBuiltinESMExports?.();
}

function guardFunction(owner: Bag | undefined, name: string, label: string, instead: string): void {
  const real = owner?.[name];
  if (!owner || typeof real !== "function") return;
  const guardedFunction = function (this: unknown, ...args: unknown[]): unknown {
    if (!isSourceFile(args[0])) state.refuse?.(label, instead);
    return Reflect.apply(real, this, args);
  };
  const descriptors = Object.getOwnPropertyDescriptors(real);
  delete (descriptors as Partial<typeof descriptors>)["prototype" as never];
  Object.defineProperties(guardedFunction, descriptors);
  Object.defineProperty(guardedFunction, STATE, { value: state });
  try {
    owner[name] = guardedFunction;
  } catch {
    // A page may have frozen it. Then this escape goes unnoticed there; the tests still find it.
  }
}

function isSourceFile(path: unknown): boolean {
  return typeof path === "string" && /\.([cm]?[jt]s|map|json)$/.test(path);
}

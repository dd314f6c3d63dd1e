/** Notices that the learner's code replaced built-in functions: a test that stands on those proves nothing. */

/** Not Date, Math, timers and `performance`: a simulated world replaces those, and so do fake timers. */
const NAMES = [
  ...[
    "Object",
    "Function",
    "Array",
    "String",
    "Number",
    "Boolean",
    "BigInt",
    "Symbol",
    "RegExp",
    "JSON",
    "Reflect",
  ],
  ...[
    "Promise",
    "Map",
    "Set",
    "WeakMap",
    "WeakSet",
    "Error",
    "TypeError",
    "RangeError",
    "Uint8Array",
    "DataView",
  ],
  ...["test", "it", "describe", "expect", "beforeAll", "beforeEach", "afterEach", "afterAll"],
];

/** Jest and learners set them, to good ends. */
const FREE = new Set(["stackTraceLimit", "prepareStackTrace", "captureStackTrace"]);

const { getOwnPropertyDescriptor, is } = Object;
const { ownKeys } = Reflect;

/**
 * Remembers what the built-ins are now.
 *
 * @param {any} global the sandbox's
 * @returns {() => string[]} names those that are different when it is called, such as `Array.prototype.push`
 */
export function snapshotBuiltins(global) {
  const places = [];
  for (const name of NAMES) {
    const value = global[name];
    places.push({ holder: global, key: name, label: name, value });
    remember(places, value, name);
    if (typeof value === "function" && value.prototype)
      remember(places, value.prototype, `${name}.prototype`);
  }
  return () =>
    places.filter(({ holder, key, value }) => !is(valueAt(holder, key), value)).map(({ label }) => label);
}

function remember(places, holder, label) {
  for (const key of ownKeys(holder)) {
    if (FREE.has(key)) continue;
    places.push({ holder, key, label: `${label}.${String(key)}`, value: valueAt(holder, key) });
  }
}

function valueAt(holder, key) {
  const property = getOwnPropertyDescriptor(holder, key);
  return property && (property.get ?? property.value);
}

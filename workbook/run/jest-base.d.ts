/** Part of a Jest configuration: see jest-base.js. */
export function jestBase(conditions: string[], rootDir?: string): Record<string, unknown>;

/**
 * What the child is doing just now. Jest loads the environment and the resolver by their paths, so this module is how
 * they learn of the request. It stays out of Jest's configuration on purpose: the configuration is part of the key of
 * Jest's transform cache, and every other request would compile every file anew.
 *
 * @type {{ root: string, request: import("../verdict").RunRequest | undefined,
 *   recorder: import("./recorder.js").Recorder | undefined, output: import("./output.js").Output | undefined }}
 */
export const current = { root: "", request: undefined, recorder: undefined, output: undefined };

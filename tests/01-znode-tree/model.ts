import fc from "fast-check";
import { bytes, text } from "#lab/testing/bytes";
import { ANY_VERSION, type Request, type SingleRequest } from "#znode-tree/changes";
import type { ZnodeTree } from "#znode-tree/znode-tree";

interface ModelZnode {
  data: string;
  version: number;
  creates: number;
  ephemeral: boolean;
}

/**
 * The slowest znode tree there is: one map from path to znode, copied whole for every request, so that a refusal has
 * nothing to undo. What takes it a line is what the chapter's code must agree with.
 */
export class ModelTree {
  #znodes = new Map<string, ModelZnode>([["/", { data: "", version: 0, creates: 0, ephemeral: false }]]);

  /** @returns "accepted", or the name of the error */
  submit(request: Request): string {
    const draft = new Map([...this.#znodes].map(([path, znode]) => [path, { ...znode }]));
    for (const single of request.type === "multi" ? request.requests : [request]) {
      const refusal = change(draft, single);
      if (refusal !== undefined) return refusal;
    }
    this.#znodes = draft;
    return "accepted";
  }

  asObject(): Record<string, unknown> {
    return Object.fromEntries(
      [...this.#znodes].map(([path, { data, version, creates }]) => {
        const numChildren = childrenOf(this.#znodes, path);
        return [path, { data, version, cversion: 2 * creates - numChildren, numChildren }];
      }),
    );
  }
}

/** The same picture of a real tree. */
export function treeAsObject(tree: ZnodeTree, path = "/"): Record<string, unknown> {
  const { version, cversion, numChildren } = tree.exists(path)!;
  const picture: Record<string, unknown> = {
    [path]: { data: text(tree.getData(path)), version, cversion, numChildren },
  };
  for (const name of tree.getChildren(path)) {
    Object.assign(picture, treeAsObject(tree, path === "/" ? `/${name}` : `${path}/${name}`));
  }
  return picture;
}

function change(znodes: Map<string, ModelZnode>, request: SingleRequest): string | undefined {
  if (request.type === "create") {
    const parentPath = request.path.slice(0, request.path.lastIndexOf("/")) || "/";
    const parent = znodes.get(parentPath);
    if (parent === undefined) return "NoNode";
    if (parent.ephemeral) return "NoChildrenForEphemerals";
    const path =
      request.sequential === true ? request.path + `${parent.creates}`.padStart(10, "0") : request.path;
    if (znodes.has(path)) return "NodeExists";
    parent.creates++;
    const ephemeral = request.ephemeralOwner !== undefined;
    znodes.set(path, { data: text(request.data), version: 0, creates: 0, ephemeral });
    return undefined;
  }
  const znode = znodes.get(request.path);
  if (znode === undefined) return "NoNode";
  if (request.version !== ANY_VERSION && request.version !== znode.version) return "BadVersion";
  if (request.type === "setData") {
    znode.data = text(request.data);
    znode.version++;
  }
  if (request.type === "delete") {
    if (childrenOf(znodes, request.path) > 0) return "NotEmpty";
    znodes.delete(request.path);
  }
  return undefined;
}

function childrenOf(znodes: Map<string, ModelZnode>, path: string): number {
  const prefix = path === "/" ? "/" : `${path}/`;
  return [...znodes.keys()].filter(
    (each) => each !== "/" && each.startsWith(prefix) && !each.slice(prefix.length).includes("/"),
  ).length;
}

/** Few names and few versions, so that requests meet each other often. */
const path = fc.constantFrom("/a", "/b", "/a/x", "/a/y", "/b/x", "/a/x/deep");
const version = fc.constantFrom(ANY_VERSION, 0, 1, 2);
const data = fc.constantFrom("", "bread", "rolls").map(bytes);

const arbitrarySingle: fc.Arbitrary<SingleRequest> = fc.oneof(
  { weight: 4, arbitrary: fc.record({ type: fc.constant("create" as const), path, data }) },
  fc.record({ type: fc.constant("create" as const), path, data, sequential: fc.constant(true) }),
  fc.record({ type: fc.constant("create" as const), path, data, ephemeralOwner: fc.constant(9n) }),
  fc.record({ type: fc.constant("setData" as const), path, data, version }),
  fc.record({ type: fc.constant("delete" as const), path, version }),
  fc.record({ type: fc.constant("check" as const), path, version }),
);

/** One request in four is a multi. */
export const arbitraryRequest: fc.Arbitrary<Request> = fc.oneof(
  { weight: 3, arbitrary: arbitrarySingle },
  fc.record({ type: fc.constant("multi" as const), requests: fc.array(arbitrarySingle, { maxLength: 4 }) }),
);

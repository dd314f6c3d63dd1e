import { type Access, PendingAccess } from "./access";
import type { Change, ZnodeRecord, ZnodeView } from "./changes";
import { parentOf } from "./paths";

// #region own multi: What must be remembered of a change that is decided and not yet in the tree?
/** A znode as it will be; `undefined` where it will be gone. */
type Expected = ZnodeRecord | undefined;
// #endregion

/**
 * A view as it will be once the changes that are on their way have arrived. Nothing below is changed: throw it away,
 * and nothing has happened.
 */
export class PendingChanges implements ZnodeView {
  // #region own multi: Your fields.
  readonly #below: ZnodeView;
  readonly #expected = new Map<string, Expected>();
  /** Per change in order, the paths that it wrote: to forget them again when it has arrived. */
  readonly #written: string[][] = [];
  /** How many changes on their way wrote a path: only with the last of them may it be forgotten. */
  readonly #writers = new Map<string, number>();
  // #endregion

  readonly #access: PendingAccess;

  constructor(below: ZnodeView) {
    this.#access = new PendingAccess((path) => below.access(path));
    // #region write multi: Keep the view that lies below.
    this.#below = below;
    // #endregion
  }

  record(path: string): ZnodeRecord | undefined {
    // #region write multi: What the changes on their way say of the path; else what lies below.
    return this.#expected.has(path) ? this.#expected.get(path) : this.#below.record(path);
    // #endregion
  }

  access(path: string): Access {
    return this.#access.of(path);
  }

  /** Takes a change in that was prepared against this view. */
  add(change: Change): void {
    this.#access.add(change);
    // #region write multi: Note how the change leaves its znode, and the parent.
    this.#written.push([]);
    for (const single of change.type === "multi" ? change.changes : [change]) {
      switch (single.type) {
        case "create": {
          const parentPath = parentOf(single.path);
          const parent = this.record(parentPath)!;
          this.#expect(single.path, {
            version: 0,
            creates: 0,
            children: 0,
            ephemeralOwner: single.ephemeralOwner,
          });
          this.#expect(parentPath, {
            ...parent,
            creates: single.parentCreates,
            children: parent.children + 1,
          });
          break;
        }
        case "setData":
          this.#expect(single.path, { ...this.record(single.path)!, version: single.version });
          break;
        case "delete": {
          const parentPath = parentOf(single.path);
          const parent = this.record(parentPath)!;
          this.#expect(single.path, undefined);
          this.#expect(parentPath, { ...parent, children: parent.children - 1 });
          break;
        }
        case "check":
        case "setAcl":
          break;
      }
    }
    // #endregion
  }

  /** Forgets the oldest change that was added: the view below holds it by now. */
  arrived(): void {
    this.#access.arrived();
    // #region write multi: Forget what only the oldest change said; a later one may have spoken of the same znode.
    for (const path of this.#written.shift() ?? []) {
      const others = this.#writers.get(path)! - 1;
      if (others > 0) {
        this.#writers.set(path, others);
      } else {
        this.#writers.delete(path);
        this.#expected.delete(path);
      }
    }
    // #endregion
  }

  // #region own multi: Room for helpers of your own.
  /** The last change that was added leaves a znode like this. */
  #expect(path: string, znode: Expected): void {
    this.#expected.set(path, znode);
    this.#writers.set(path, (this.#writers.get(path) ?? 0) + 1);
    this.#written.at(-1)!.push(path);
  }
  // #endregion
}

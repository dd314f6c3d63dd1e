import { type Access, PendingAccess } from "./access";
import type { Change, ZnodeRecord, ZnodeView } from "./changes";
import { parentOf } from "./paths";

// Yours (step multi): What must be remembered of a change that is decided and not yet in the tree?

/**
 * A view as it will be once the changes that are on their way have arrived. Nothing below is changed: throw it away,
 * and nothing has happened.
 */
export class PendingChanges implements ZnodeView {
  // Yours (step multi): Your fields.

  readonly #access: PendingAccess;

  constructor(below: ZnodeView) {
    this.#access = new PendingAccess((path) => below.access(path));
    // Write here (step multi): Keep the view that lies below.
    throw new Error("Not written yet (step multi)");
  }

  record(path: string): ZnodeRecord | undefined {
    // Write here (step multi): What the changes on their way say of the path; else what lies below.
    throw new Error("Not written yet (step multi)");
  }

  access(path: string): Access {
    return this.#access.of(path);
  }

  /** Takes a change in that was prepared against this view. */
  add(change: Change): void {
    this.#access.add(change);
    // Write here (step multi): Note how the change leaves its znode, and the parent.
    throw new Error("Not written yet (step multi)");
  }

  /** Forgets the oldest change that was added: the view below holds it by now. */
  arrived(): void {
    this.#access.arrived();
    // Write here (step multi): Forget what only the oldest change said; a later one may have spoken of the same znode.
    throw new Error("Not written yet (step multi)");
  }

  // Yours (step multi): Room for helpers of your own.
}

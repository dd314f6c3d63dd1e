import { keyOf } from "../describe";
import type { Model } from "./linearizability";

export type RegisterInput<V> =
  | { readonly kind: "read"; readonly register?: string }
  | { readonly kind: "write"; readonly value: V; readonly register?: string }
  | { readonly kind: "compare and set"; readonly from: V; readonly to: V; readonly register?: string };

/** A read gives the value, a write gives nothing, a compare-and-set gives whether it was done. */
export type RegisterOutput<V> = V | boolean | undefined | null;

/** One value, or several that have names. */
export function registerModel<V>(initial: V | null): Model<V | null, RegisterInput<V>, RegisterOutput<V>> {
  return {
    initial,
    step(state, input, output) {
      switch (input.kind) {
        case "read":
          return output === undefined || keyOf(output) === keyOf(state) ? state : undefined;
        case "write":
          return input.value;
        case "compare and set": {
          const matches = keyOf(state) === keyOf(input.from);
          if (typeof output === "boolean" && output !== matches) return undefined;
          return matches ? input.to : state;
        }
      }
    },
    key: keyOf,
    part: (input) => input.register ?? "",
  };
}

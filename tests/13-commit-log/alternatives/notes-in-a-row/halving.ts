/** Steps that grow shorter: each is taken if what it would leave behind still holds. */
export function countWhile(count: number, holds: (index: number) => boolean): number {
  let found = 0;
  for (let step = 2 ** Math.ceil(Math.log2(count + 1)); step >= 1; step /= 2) {
    if (found + step <= count && holds(found + step - 1)) found += step;
  }
  return found;
}

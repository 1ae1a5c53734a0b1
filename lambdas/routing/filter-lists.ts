import type { Spend } from './filter-budget.ts';

/** Elements of a list that V8 compares with one value in the time of a step. */
const ELEMENTS_A_STEP = 32;

/** The steps of going through a list once. */
export const stepsThrough = (list: readonly unknown[]): number => 1 + list.length / ELEMENTS_A_STEP;

/**
 * Whether the list, or a list in it at any depth, is as wanted. It does not recurse, and counts the
 * steps of going through all lists but the first.
 */
export function someList(
  list: readonly unknown[],
  isWanted: (list: readonly unknown[]) => boolean,
  spend: Spend,
): boolean {
  const lists = [list];
  for (const next of lists) {
    if (isWanted(next)) return true;
    for (const element of next) {
      if (!Array.isArray(element)) continue;
      spend(stepsThrough(element));
      lists.push(element);
    }
  }
  return false;
}

/** Whether an element of a list, or of a list in it at any depth, is as wanted; never a list itself. */
export const someElement = (
  list: readonly unknown[],
  isWanted: (element: unknown) => boolean,
  spend: Spend,
): boolean =>
  someList(
    list,
    (next) => next.some((element) => !Array.isArray(element) && isWanted(element)),
    spend,
  );

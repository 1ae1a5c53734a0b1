import type { SpendSteps } from './step-budget.ts';

/** List elements that V8 compares with one value per step. */
const ELEMENTS_A_STEP = 32;

/** Steps to iterate over a list once. */
export const stepsThrough = (list: readonly unknown[]): number => 1 + list.length / ELEMENTS_A_STEP;

/** Fixed cost of finding the lists in a list, in steps, regardless of its length. */
const STEPS_A_LIST = 4;

type List = readonly unknown[];

const cache = new WeakMap<List, readonly List[]>();

/**
 * Returns the elements of a list that are lists. A filter may need them often: those of a long list
 * are cached. For a short list, an entry costs more than another look.
 */
function nestedLists(list: List): readonly List[] {
  const cached = list.length > ELEMENTS_A_STEP ? cache.get(list) : undefined;
  if (cached) return cached;
  const lists = list.filter((element) => Array.isArray(element));
  if (list.length > ELEMENTS_A_STEP) cache.set(list, lists);
  return lists;
}

/**
 * Whether the list, or a list nested in it at any depth, matches `isWanted`. Iterative, not
 * recursive. Counts the steps of iterating over every list except the first.
 */
export function someList(
  list: readonly unknown[],
  isWanted: (list: readonly unknown[]) => boolean,
  spend: SpendSteps,
): boolean {
  const lists = [list];
  for (const next of lists) {
    if (isWanted(next)) return true;
    for (const inner of nestedLists(next)) {
      spend(STEPS_A_LIST + stepsThrough(inner));
      lists.push(inner);
    }
  }
  return false;
}

/**
 * Whether a non-list element of a list, or of a list nested in it at any depth, matches `isWanted`.
 */
export const someElement = (
  list: readonly unknown[],
  isWanted: (element: unknown) => boolean,
  spend: SpendSteps,
): boolean =>
  someList(
    list,
    (next) => next.some((element) => !Array.isArray(element) && isWanted(element)),
    spend,
  );

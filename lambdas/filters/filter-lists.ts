import type { SpendSteps } from './step-budget.ts';

/** List elements that V8 compares with one value per step. */
const ELEMENTS_PER_STEP = 32;

/** Steps to iterate over a list once. */
export const stepsThrough = (list: readonly unknown[]): number =>
  1 + list.length / ELEMENTS_PER_STEP;

/** Fixed cost of finding the lists in a list, in steps, regardless of its length. */
const STEPS_PER_LIST = 4;

type List = readonly unknown[];

const cache = new WeakMap<List, readonly List[]>();

/**
 * Returns the elements of a list that are lists. Caches those of a long list, because a filter may need
 * them often. For a short list, a cache entry costs more than finding them again.
 */
function nestedLists(list: List): readonly List[] {
  const cached = list.length > ELEMENTS_PER_STEP ? cache.get(list) : undefined;
  if (cached) return cached;
  const lists = list.filter((element) => Array.isArray(element));
  if (list.length > ELEMENTS_PER_STEP) cache.set(list, lists);
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
      spend(STEPS_PER_LIST + stepsThrough(inner));
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

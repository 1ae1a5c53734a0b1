import type { SpendSteps } from './step-budget.ts';

/** Elements of a list that V8 compares with one value in the time of a step. */
const ELEMENTS_A_STEP = 32;

/** The steps of going through a list once. */
export const stepsThrough = (list: readonly unknown[]): number => 1 + list.length / ELEMENTS_A_STEP;

/** Looking for the lists in a list takes as long as some steps, however short it is. */
const STEPS_A_LIST = 4;

type List = readonly unknown[];

const known = new WeakMap<List, readonly List[]>();

/** The lists among a list's elements, looked for once: a filter may ask for them very often. */
function listsIn(list: List): readonly List[] {
  const lists = known.get(list) ?? list.filter((element) => Array.isArray(element));
  known.set(list, lists);
  return lists;
}

/**
 * Whether the list, or a list in it at any depth, is as wanted. It does not recurse, and counts the
 * steps of going through all lists but the first.
 */
export function someList(
  list: readonly unknown[],
  isWanted: (list: readonly unknown[]) => boolean,
  spend: SpendSteps,
): boolean {
  const lists = [list];
  for (const next of lists) {
    if (isWanted(next)) return true;
    for (const inner of listsIn(next)) {
      spend(STEPS_A_LIST + stepsThrough(inner));
      lists.push(inner);
    }
  }
  return false;
}

/** Whether an element of a list, or of a list in it at any depth, is as wanted; never a list itself. */
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

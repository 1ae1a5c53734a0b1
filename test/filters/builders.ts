import type { Filter } from '../../lambdas/filters/filter.ts';

/** An event's data with a list of 20,000 objects. */
export const HEAVY_DATA = `{"list":[${'{"s":0},'.repeat(19_999)}{"s":0}]}`;

/**
 * A valid filter that reads each object a hundred times without a match, and exceeds the budget.
 */
export const heavyFilter = (): Filter => ({
  data: { list: { $or: Array.from({ length: 99 }, (_, n) => ({ s: n + 1 })) } },
});

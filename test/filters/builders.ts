import type { Filter } from '../../lambdas/filters/filter.ts';

/** An event's data with a list of 20,000 objects. */
export const HEAVY_DATA = `{"list":[${'{"s":0},'.repeat(19_999)}{"s":0}]}`;

/** A filter that looks at each of them a hundred times, in vain: it may be saved, and is stopped. */
export const heavyFilter = (): Filter => ({
  data: { list: { $or: Array.from({ length: 99 }, (_, n) => ({ s: n + 1 })) } },
});

/**
 * Steps that matching one filter with one event may take: some hundredths of a second. A tenant may
 * have 100 destinations, a request 29 seconds, and a function of 512 MB less than a third of a core.
 */
const MOST_STEPS = 1_000_000;

/** Counts steps, each about as long as it takes to look at a value. */
export type Spend = (steps: number) => void;

const SPENT = new RangeError('the filter takes too many steps');

/**
 * What `match` comes to; undefined when it takes too many steps. Filters come from customers, and who
 * matches is shared by all of them. Steps are counted and not the time, so that a filter that is
 * stopped is stopped everywhere and always.
 */
export function withinBudget(match: (spend: Spend) => boolean): boolean | undefined {
  let left = MOST_STEPS;
  const spend: Spend = (steps) => {
    left -= steps;
    if (left < 0) throw SPENT;
  };
  try {
    return match(spend);
  } catch (error) {
    if (error === SPENT) return undefined;
    throw error;
  }
}

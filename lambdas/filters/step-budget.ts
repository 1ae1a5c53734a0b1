/**
 * Steps that all filters of a tenant together may take for one event. A step takes at most some 50 ns
 * of a core: a million are 50 ms, and 170 ms of the share of a core that a function of 512 MB has.
 */
export const MOST_STEPS = 1_000_000;

/** Counts steps, each about as long as it takes to look at a value. */
export type SpendSteps = (steps: number) => void;

/** What a filter comes to within its budget. */
export interface Decision {
  /** Undefined when the filter takes more steps than it may. */
  readonly matches: boolean | undefined;
  /** The steps that were taken. */
  readonly steps: number;
}

const SPENT = new RangeError('the filter takes too many steps');

/**
 * What `match` comes to within so many steps. Filters come from customers, and who matches is shared
 * by all of them. Steps are counted and not the time, so that a filter that is stopped is stopped
 * everywhere and always.
 */
export function withinBudget(match: (spend: SpendSteps) => boolean, most: number): Decision {
  let steps = 0;
  const spend: SpendSteps = (more) => {
    steps += more;
    if (steps > most) throw SPENT;
  };
  try {
    return { matches: match(spend), steps };
  } catch (error) {
    if (error === SPENT) return { matches: undefined, steps };
    throw error;
  }
}

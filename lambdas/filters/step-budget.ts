/**
 * The maximum number of steps that all filters of a tenant together may take for one event. A step
 * takes at most about 50 ns of a core. A million steps take 50 ms, or 170 ms on the share of a core
 * that a function with 512 MB has.
 */
export const MAX_STEPS = 1_000_000;

/** Counts steps. One step takes about as long as reading a value. */
export type SpendSteps = (steps: number) => void;

/** The result of evaluating a filter within its budget. */
export interface Decision {
  /** Undefined when the filter exceeds its budget. */
  readonly matches: boolean | undefined;
  /** The number of steps taken. */
  readonly steps: number;
}

const SPENT = new RangeError('the filter exceeds its step limit');

/**
 * Runs `match` and aborts it after `max` steps. Customers write the filters, and all customers
 * share the function that evaluates them. The budget counts steps rather than time, so the same
 * filter and event always give the same result.
 */
export function withinBudget(match: (spend: SpendSteps) => boolean, max: number): Decision {
  let steps = 0;
  const spend: SpendSteps = (more) => {
    steps += more;
    if (steps > max) throw SPENT;
  };
  try {
    return { matches: match(spend), steps };
  } catch (error) {
    if (error === SPENT) return { matches: undefined, steps };
    throw error;
  }
}

/** Counts steps. One step takes about as long as reading a value, at most 50 ns of a core. */
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

import type { JSONValue } from '@jmespath-community/jmespath';

/** The parts of the evaluation that a function may need for its call. */
export interface CallContext {
  /** Evaluates the function's expression argument for an element. */
  readonly evaluate: (element: JSONValue) => JSONValue;
  /** Charges a comparison of two values to the budget. */
  readonly spendOnComparison: (left: JSONValue, right: JSONValue) => void;
  /** Returns the event's time in a zone. */
  readonly timeIn: (zone: string) => JSONValue;
}

/** A function whose arguments have been checked. Null stands for an expression argument. */
export type TemplateFunction = (args: readonly JSONValue[], context: CallContext) => JSONValue;

import type { JSONValue } from '@jmespath-community/jmespath';

/** What a function may need of the evaluation that its call is a part of. */
export interface Calling {
  /** What the expression that the function was given comes to for an element. */
  readonly evaluate: (element: JSONValue) => JSONValue;
  /** Charges a comparison of two values. */
  readonly spendOnComparison: (left: JSONValue, right: JSONValue) => void;
}

/** A function whose arguments have been checked. Where it takes an expression, there is null. */
export type TemplateFunction = (args: readonly JSONValue[], calling: Calling) => JSONValue;

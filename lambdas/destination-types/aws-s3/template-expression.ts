import type { compile } from '@jmespath-community/jmespath';

/** A compiled template. */
export type Expression = ReturnType<typeof compile>;

/**
 * Returns the child expressions of an expression. A literal contains any JSON, including JSON
 * that resembles an expression.
 */
export const childrenOf = (node: Expression): Expression[] =>
  node.type === 'Literal' ? [] : Object.values(node).flat().filter(isNode);

const isNode = (value: unknown): value is Expression =>
  typeof value === 'object' && value !== null && 'type' in value;

import type { compile } from '@jmespath-community/jmespath';

/** A compiled template. */
export type Expression = ReturnType<typeof compile>;

/** The expressions that an expression is made of. A literal holds any JSON, also such that looks like one. */
export const childrenOf = (node: Expression): Expression[] =>
  node.type === 'Literal' ? [] : Object.values(node).flat().filter(isNode);

const isNode = (value: unknown): value is Expression =>
  typeof value === 'object' && value !== null && 'type' in value;

import type { compile } from '@jmespath-community/jmespath';

/** A compiled template. */
export type Expression = ReturnType<typeof compile>;

/** An expression of one type. */
export type NodeOf<Type extends Expression['type']> = Extract<Expression, { readonly type: Type }>;

/** The operands of an expression that has two. */
export interface Sides {
  readonly left: Expression;
  readonly right: Expression;
}

/**
 * A template that cannot be evaluated. The message names the part that causes the error and
 * contains no data.
 */
export class TemplateError extends Error {}

/**
 * Returns the child expressions of an expression. A literal contains any JSON, including JSON
 * that resembles an expression.
 */
export const childrenOf = (node: Expression): Expression[] =>
  node.type === 'Literal' ? [] : Object.values(node).flat().filter(isNode);

const isNode = (value: unknown): value is Expression =>
  typeof value === 'object' && value !== null && 'type' in value;

/** Returns the nodes of a template whose results the library tests for truthiness. */
export const truthTestedNodes = (root: Expression): ReadonlySet<Expression> => {
  const tested = new Set<Expression>();
  const collect = (node: Expression): void => {
    const operand = truthTestedChild(node);
    if (operand) tested.add(operand);
    for (const child of childrenOf(node)) collect(child);
  };
  collect(root);
  return tested;
};

const truthTestedChild = (node: Expression): Expression | undefined => {
  switch (node.type) {
    case 'OrExpression':
    case 'AndExpression':
      return node.left;
    case 'NotExpression':
      return node.child;
    case 'Ternary':
    case 'FilterProjection':
      return node.condition;
    default:
      return undefined;
  }
};

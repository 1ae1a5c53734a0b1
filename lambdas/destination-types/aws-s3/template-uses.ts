import { childrenOf, type Expression } from './template-expression.ts';

/** What the library makes of a node's result: asks whether it counts as true, or flattens it. */
export type Use = 'truth' | 'elements';

/** The nodes of a template whose results the library works on itself, and how. */
export const usesIn = (root: Expression): ReadonlyMap<Expression, Use> => {
  const uses = new Map<Expression, Use>();
  const note = (node: Expression): void => {
    for (const [used, use] of usesBy(node)) uses.set(used, use);
    for (const child of childrenOf(node)) note(child);
  };
  note(root);
  return uses;
};

const usesBy = (node: Expression): readonly (readonly [Expression, Use])[] => {
  switch (node.type) {
    case 'OrExpression':
    case 'AndExpression':
      return [[node.left, 'truth']];
    case 'NotExpression':
      return [[node.child, 'truth']];
    case 'Ternary':
    case 'FilterProjection':
      return [[node.condition, 'truth']];
    case 'Flatten':
      return [[node.child, 'elements']];
    default:
      return [];
  }
};

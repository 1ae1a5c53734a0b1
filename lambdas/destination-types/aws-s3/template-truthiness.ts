import { childrenOf, type Expression } from './template-expression.ts';

/** Returns the nodes of a template whose results the library tests for truthiness. */
export const truthsIn = (root: Expression): ReadonlySet<Expression> => {
  const truths = new Set<Expression>();
  const note = (node: Expression): void => {
    const asked = truthOf(node);
    if (asked) truths.add(asked);
    for (const child of childrenOf(node)) note(child);
  };
  note(root);
  return truths;
};

const truthOf = (node: Expression): Expression | undefined => {
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

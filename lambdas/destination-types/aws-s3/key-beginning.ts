import { compileKeyTemplate } from './key-template.ts';
import { childrenOf, type Expression } from './template-expression.ts';

/** Whether the event's data decides the beginning of what a template evaluates to. */
export const beginsWithData = (template: string): boolean => {
  const compiled = compileKeyTemplate(template);
  return 'expression' in compiled && readsData(beginningOf(compiled.expression));
};

/** The part of a template that the beginning of the key comes from. */
const beginningOf = (node: Expression): Expression => {
  const list = node.type === 'Function' && node.name === 'join' ? node.children[1] : undefined;
  const first = list?.type === 'MultiSelectList' ? list.children[0] : undefined;
  return first ? beginningOf(first) : node;
};

/** Whether an expression reads `data`, not only a member of this name of something else. */
const readsData = (node: Expression): boolean => {
  if (node.type === 'Field') return node.name === 'data';
  if (node.type !== 'Subexpression') return childrenOf(node).some(readsData);
  const isRoot = node.left.type === 'Current' || node.left.type === 'Root';
  return readsData(isRoot ? node.right : node.left);
};

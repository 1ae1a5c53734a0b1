import { childrenOf, type Expression } from './template-expression.ts';

/** The maximum length, in characters, of a part of a template that a message quotes. */
const maxQuoteLength = 80;

/** Prints a part of a template as its author may have written it, shortened when it is long. */
export const quoted = (node: Expression): string => {
  const text = textOf(node);
  return text.length > maxQuoteLength ? `${text.slice(0, maxQuoteLength)}…` : text;
};

const operators: ReadonlyMap<string, string> = new Map([
  ['EQ', '=='],
  ['NE', '!='],
  ['GT', '>'],
  ['GTE', '>='],
  ['LT', '<'],
  ['LTE', '<='],
  ['Plus', '+'],
  ['Minus', '-'],
  ['Multiply', '*'],
  ['Star', '*'],
  ['Divide', '/'],
  ['Modulo', '%'],
  ['Div', '//'],
]);

/** Returns the source text of an operator. */
export const operatorText = (name: string): string => operators.get(name) ?? name;

/** Returns a field's name as it must be written in a template. */
export const nameText = (name: string): string =>
  /^[A-Za-z_][A-Za-z0-9_]*$/.test(name) ? name : JSON.stringify(name);

const textOf = (node: Expression): string => {
  switch (node.type) {
    case 'Field':
      return nameText(node.name);
    case 'Literal':
      return literalText(node.value);
    case 'Variable':
      return `$${node.name}`;
    case 'Current':
      return '@';
    case 'Root':
      return '$';
    case 'Identity':
      return '';
    case 'Index':
      return `[${node.value}]`;
    case 'Slice':
      return sliceText(node);
    default:
      return compositeText(node);
  }
};

const compositeText = (node: Expression): string => {
  switch (node.type) {
    case 'Function':
      return `${node.name}(${listText(node.children)})`;
    case 'MultiSelectList':
      return `[${listText(node.children)}]`;
    case 'MultiSelectHash':
      return `{${node.children.map(({ name, value }) => `${nameText(name)}: ${textOf(value)}`).join(', ')}}`;
    case 'ExpressionReference':
      return `&${textOf(node.child)}`;
    case 'NotExpression':
      return `!${parenthesized(node.child)}`;
    case 'Unary':
      return `${operatorText(node.operator)}${parenthesized(node.operand)}`;
    case 'Flatten':
      return `${parenthesized(node.child)}[]`;
    case 'Ternary':
      return `${binary(node.condition, '?', node.trueExpr)} : ${parenthesized(node.falseExpr)}`;
    case 'LetExpression':
      return `let ${listText(node.bindings)} in ${textOf(node.expression)}`;
    case 'Binding':
      return `$${node.variable} = ${textOf(node.reference)}`;
    default:
      return chainText(node);
  }
};

const chainText = (node: Expression): string => {
  switch (node.type) {
    case 'Subexpression':
      return `${parenthesized(node.left)}.${textOf(node.right)}`;
    case 'IndexExpression':
      return `${parenthesized(node.left)}${textOf(node.right)}`;
    case 'Projection':
      return `${projectionSource(node.left)}${projectionTarget(node.right)}`;
    case 'ValueProjection':
      return `${node.left.type === 'Identity' ? '' : `${parenthesized(node.left)}.`}*${projectionTarget(node.right)}`;
    case 'FilterProjection':
      return `${parenthesized(node.left)}[?${textOf(node.condition)}]${projectionTarget(node.right)}`;
    case 'Comparator':
      return binary(node.left, operatorText(node.name), node.right);
    case 'Arithmetic':
      return binary(node.left, operatorText(node.operator), node.right);
    case 'OrExpression':
      return binary(node.left, '||', node.right);
    case 'AndExpression':
      return binary(node.left, '&&', node.right);
    case 'Pipe':
      return binary(node.left, '|', node.right);
    default:
      return childrenOf(node).map(textOf).join(' ');
  }
};

const binary = (left: Expression, operator: string, right: Expression): string =>
  `${parenthesized(left)} ${operator} ${parenthesized(right)}`;

const listText = (nodes: readonly Expression[]): string => nodes.map(textOf).join(', ');

const lowPrecedence = new Set([
  'OrExpression',
  'AndExpression',
  'Pipe',
  'Comparator',
  'Arithmetic',
  'Ternary',
  'LetExpression',
]);

const parenthesized = (node: Expression): string =>
  lowPrecedence.has(node.type) ? `(${textOf(node)})` : textOf(node);

const projectionSource = (left: Expression): string => {
  const isProjectionAlready =
    left.type === 'Flatten' || (left.type === 'IndexExpression' && left.right.type === 'Slice');
  return isProjectionAlready ? textOf(left) : `${parenthesized(left)}[*]`;
};

/** Prints the part after a projection: `.name`, or an index without a dot. */
const projectionTarget = (right: Expression): string => {
  const text = textOf(right);
  return text === '' || (text.startsWith('[') && right.type !== 'MultiSelectList')
    ? text
    : `.${text}`;
};

const literalText = (value: unknown): string =>
  typeof value === 'string'
    ? `'${value.replace(/['\\]/g, '\\$&')}'`
    : `\`${JSON.stringify(value)}\``;

const sliceText = ({
  start,
  stop,
  step,
}: Readonly<Record<'start' | 'stop' | 'step', number | null>>): string =>
  `[${start ?? ''}:${stop ?? ''}${step === null ? '' : `:${step}`}]`;

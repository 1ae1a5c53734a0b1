import type { JSONValue } from '@jmespath-community/jmespath';
import { exactList, isAlways, ofKinds, type PossibleValue } from './possible-value.ts';
import type { Expression } from './template-expression.ts';
import { type Accepted, type Parameter, parameterAt, signatureOf } from './template-parameters.ts';
import { nameText, operatorText, quoted } from './template-text.ts';
import { kindNames, kindOf } from './template-values.ts';

/** `data.id is null`, with the reason if it is known. */
export const kindClause = (subject: string, given: PossibleValue): string => {
  const why =
    isAlways(given, 'null') && given.nullReason !== undefined ? ` (${given.nullReason})` : '';
  return `${subject} is ${kindNames(given.kinds)}${why}`;
};

/**
 * Returns why a function rejects an argument for every possible value; undefined when it may
 * accept it.
 */
export const argumentError = (
  name: string,
  parameter: Parameter,
  node: Expression,
  given: PossibleValue,
): string | undefined => {
  if (parameter.some((accepted) => mayAccept(accepted, given))) return undefined;
  const elements = parameter.filter(({ element }) => element !== undefined);
  const error = given.kinds.has('array') ? elementError(elements, node, given) : undefined;
  if (parameter.some(({ kind }) => kind === 'expression')) {
    return `${name}() requires an expression, such as &name, instead of ${quoted(node)}`;
  }
  if (error !== undefined) return `${error[0]}, and ${name}() takes ${error[1]}${error[2]}`;
  return `${kindClause(quoted(node), given)}, and ${name}() takes ${parameter.map(acceptedText).join(' or ')}`;
};

const mayAccept = (
  { kind, element }: Accepted,
  { kinds, elements = [] }: PossibleValue,
): boolean => {
  if (kind === 'any') return true;
  return (
    kinds.has(kind) &&
    (element === undefined || elements.every(({ kinds: its }) => its.has(element)))
  );
};

type ElementError = readonly [what: string, taken: string, hint: string];

const elementError = (
  accepted: readonly Accepted[],
  node: Expression,
  { elements = [] }: PossibleValue,
): ElementError | undefined => {
  // When several kinds are accepted, the first element decides which one the message names.
  const wanted =
    accepted.find(({ element }) => element && elements[0]?.kinds.has(element)) ?? accepted[0];
  const kind = wanted?.element;
  if (kind === undefined) return undefined;
  const index = elements.findIndex(({ kinds }) => !kinds.has(kind));
  const culprit = elements[index];
  if (culprit === undefined) return undefined;
  const own = node.type === 'MultiSelectList' ? node.children[index] : undefined;
  const subject = own ? quoted(own) : `element ${index + 1} of ${quoted(node)}`;
  const isWritable =
    own !== undefined && (culprit.kinds.has('number') || culprit.kinds.has('boolean'));
  const hint = kind === 'string' && isWritable ? `: write to_string(${subject})` : '';
  return [kindClause(subject, culprit), `${kind}s`, hint];
};

const acceptedText = ({ kind, element }: Accepted): string => {
  if (kind === 'any') return 'anything';
  return element === undefined ? kindNames([kind]) : `an array of ${element}s`;
};

/** The top-level names of a template. */
const rootNames: readonly string[] = ['data', 'metadata', 'time'];

/**
 * Returns why an operator rejects its operands for all possible values; undefined when it
 * may accept them.
 */
export const arithmeticError = (
  node: Extract<Expression, { readonly type: 'Arithmetic' | 'Unary' }>,
  operands: readonly (readonly [node: Expression, given: PossibleValue])[],
): string | undefined => {
  const culprit = operands.find(([, { kinds }]) => !kinds.has('number'));
  if (culprit === undefined) return undefined;
  const hyphen = hyphenError(node);
  if (hyphen !== undefined) return hyphen;
  const [operand, given] = culprit;
  const isText = operands.some(([, one]) => isAlways(one, 'string'));
  const hint = isText ? `: concatenate strings with join('', [a, b])` : '';
  return `${kindClause(quoted(operand), given)}, and ${operatorText(node.operator)} takes numbers${hint}`;
};

/** Suggests the quoting for `metadata.event-id`, which JMESPath parses as a subtraction. */
export const hyphenError = (node: Expression): string | undefined => {
  const parts = hyphenatedPaths(node);
  if (parts === undefined || parts.length < 2) return undefined;
  const parsedText = parts.map((names) => names.map(nameText).join('.')).join('-');
  return `${parsedText} is parsed as a subtraction: put a name that contains a hyphen in double quotes, ${pathText(parts)}`;
};

const pathText = (parts: readonly (readonly string[])[]): string => {
  const [first = [], ...rest] = parts;
  const names = rest.reduce<string[]>(
    (all, [next = '', ...after]) => [...all.slice(0, -1), `${all.at(-1)}-${next}`, ...after],
    [...first],
  );
  return names.map(nameText).join('.');
};

/** Returns the paths in a chain of subtractions, if the chain can be a name with hyphens. */
const hyphenatedPaths = (node: Expression): readonly (readonly string[])[] | undefined => {
  if (node.type !== 'Arithmetic') {
    const names = pathNames(node);
    return names && [names];
  }
  if (node.operator !== 'Minus') return undefined;
  const [left, right] = [hyphenatedPaths(node.left), pathNames(node.right)];
  // A path that starts with a top-level name is not the end of a hyphenated name.
  return left && right && !rootNames.includes(right[0] ?? '') ? [...left, right] : undefined;
};

const pathNames = (node: Expression): readonly string[] | undefined => {
  if (node.type === 'Field') return [node.name];
  if (node.type !== 'Subexpression') return undefined;
  const [left, right] = [pathNames(node.left), pathNames(node.right)];
  return left && right && [...left, ...right];
};

/**
 * Returns a message for the invalid argument of a call that is about to be evaluated; undefined
 * when all are valid.
 */
export const argumentsError = (
  name: string,
  nodes: readonly Expression[],
  args: readonly (JSONValue | Reference)[],
): string | undefined => {
  const signature = signatureOf(name);
  if (signature === undefined) return undefined;
  for (const [index, node] of nodes.entries()) {
    const value = args[index] ?? null;
    const parameter = parameterAt(signature, index);
    if (parameter.some((accepted) => isAccepted(accepted, value))) continue;
    return argumentError(name, parameter, node, possibleOf(value));
  }
  return undefined;
};

/** Represents an expression that the template itself passes to a function. */
export const REFERENCE = Symbol('reference');
type Reference = typeof REFERENCE;

const isAccepted = ({ kind, element }: Accepted, value: JSONValue | Reference): boolean => {
  if (kind === 'any') return true;
  if (value === REFERENCE) return kind === 'expression';
  if (kindOf(value) !== kind) return false;
  return (
    element === undefined || (Array.isArray(value) && value.every((one) => kindOf(one) === element))
  );
};

/** Returns what messages report about a value: its type, and the types of its elements. */
export const possibleOf = (value: JSONValue | Reference): PossibleValue => {
  if (value === REFERENCE) return ofKinds('expression');
  return Array.isArray(value)
    ? exactList(value.map((element) => ofKinds(kindOf(element))))
    : ofKinds(kindOf(value));
};

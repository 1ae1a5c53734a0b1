import type { JSONValue } from '@jmespath-community/jmespath';
import { list, type Possible, some } from './possible.ts';
import { argumentError } from './template-errors.ts';
import type { Expression } from './template-expression.ts';
import { kindOf } from './template-kinds.ts';
import { type Accepted, parameterAt, signatureOf } from './template-parameters.ts';

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
export type Reference = typeof REFERENCE;

const isAccepted = ({ kind, element }: Accepted, value: JSONValue | Reference): boolean => {
  if (kind === 'any') return true;
  if (value === REFERENCE) return kind === 'expression';
  if (kindOf(value) !== kind) return false;
  return (
    element === undefined || (Array.isArray(value) && value.every((one) => kindOf(one) === element))
  );
};

/** Returns what messages report about a value: its type, and the types of its elements. */
export const possibleOf = (value: JSONValue | Reference): Possible => {
  if (value === REFERENCE) return some('expression');
  return Array.isArray(value)
    ? list(value.map((element) => some(kindOf(element))))
    : some(kindOf(value));
};

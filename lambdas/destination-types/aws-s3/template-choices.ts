import { either, list, type Possible, some, text, without } from './possible.ts';
import { TemplateError } from './template-errors.ts';
import type { Kind } from './template-kinds.ts';

type Branch = () => Possible | undefined;

/**
 * Merges the possible values of `branches` when the data decides between them. Undefined branches
 * are never taken. @throws TemplateFault when all branches fail
 */
export const anyOf = (branches: readonly Branch[]): Possible => {
  let firstError: TemplateError | undefined;
  let all: Possible | undefined;
  for (const branch of branches) {
    try {
      const one = branch();
      all = all && one ? either(all, one) : (all ?? one);
    } catch (error) {
      if (!(error instanceof TemplateError)) throw error;
      firstError ??= error;
    }
  }
  if (all !== undefined) return all;
  throw firstError ?? new TemplateError('nothing is left');
};

/** Returns the result of `part`, or `otherwise` when `part` fails for every event. */
export const unlessItFails = <Result>(part: () => Result, otherwise: Result): Result => {
  try {
    return part();
  } catch (error) {
    if (error instanceof TemplateError) return otherwise;
    throw error;
  }
};

/** Selects one of two branches by whether `condition` is truthy. */
export const conditional = (
  condition: Possible,
  [whenTrue, whenFalse]: readonly [Branch, Branch],
): Possible => {
  if (falsy(condition) === undefined) return anyOf([whenTrue]);
  if (truthy(condition) === undefined) return anyOf([whenFalse]);
  return anyOf([whenTrue, whenFalse]);
};

/** The truthy part of `possible`: numbers are always truthy, null never. */
export const truthy = (possible: Possible): Possible | undefined => without(possible, 'null');

/** The falsy part of `possible`: null, false, and empty values. */
export const falsy = (possible: Possible): Possible | undefined => {
  const { kinds, text: pieces, elements, members, why } = possible;
  const empty: readonly (readonly [Kind, Possible])[] = [
    ['null', { ...some('null'), ...(why !== undefined && { why }) }],
    ['boolean', some('boolean')],
    ['string', text('')],
    ['array', list([])],
    ['object', { ...some('object'), members: new Map() }],
  ];
  const isFull = (kind: Kind): boolean =>
    (kind === 'string' && pieces?.some(Boolean) === true) ||
    (kind === 'array' && elements !== undefined && elements.length > 0) ||
    (kind === 'object' && members !== undefined && members.size > 0);
  const left = empty.filter(([kind]) => kinds.has(kind) && !isFull(kind));
  return left.length === 0 ? undefined : left.map(([, one]) => one).reduce((a, b) => either(a, b));
};

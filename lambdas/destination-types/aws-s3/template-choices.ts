import { either, list, type Possible, some, text, without } from './possible.ts';
import { TemplateFault } from './template-faults.ts';
import type { Kind } from './template-kinds.ts';

type Branch = () => Possible | undefined;

/** What one of `branches` comes to, of which the data decides; undefined branches are never taken. @throws TemplateFault when all fail */
export const anyOf = (branches: readonly Branch[]): Possible => {
  let fault: TemplateFault | undefined;
  let all: Possible | undefined;
  for (const branch of branches) {
    try {
      const one = branch();
      all = all && one ? either(all, one) : (all ?? one);
    } catch (error) {
      if (!(error instanceof TemplateFault)) throw error;
      fault ??= error;
    }
  }
  if (all !== undefined) return all;
  throw fault ?? new TemplateFault('nothing is left');
};

/** What `part` comes to, or `otherwise` when it fails for every event. */
export const unlessItFails = <Result>(part: () => Result, otherwise: Result): Result => {
  try {
    return part();
  } catch (error) {
    if (error instanceof TemplateFault) return otherwise;
    throw error;
  }
};

/** One of two branches, by whether `condition` counts as true. */
export const conditional = (
  condition: Possible,
  [whenTrue, whenFalse]: readonly [Branch, Branch],
): Possible => {
  if (falsy(condition) === undefined) return anyOf([whenTrue]);
  if (truthy(condition) === undefined) return anyOf([whenFalse]);
  return anyOf([whenTrue, whenFalse]);
};

/** What of `possible` counts as true: numbers always do, and null never. */
export const truthy = (possible: Possible): Possible | undefined => without(possible, 'null');

/** What of `possible` counts as false: null, false, and what is empty. */
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

import { type Expression, TemplateError } from './template-expression.ts';
import { type Kind, kindOf } from './template-values.ts';

/** A piece of a text; null when it is unknown. */
export type Piece = string | null;

/**
 * The set of possible values of a part of a template whose value depends on the event's data.
 * Every actual value is in the set. A property that is absent does not restrict the values of
 * that kind.
 */
export interface Possible {
  readonly kinds: ReadonlySet<Kind>;
  /** The pieces of the value, when it is a string. */
  readonly text?: readonly Piece[];
  /** All elements, when it is an array. */
  readonly elements?: readonly Possible[];
  /** The possible values of every element, for any number of elements. */
  readonly element?: Possible;
  /** The members by name, when it is an object. */
  readonly members?: ReadonlyMap<string, Possible>;
  /**
   * The possible values of a member with any other name. Absent when there are no other members.
   */
  readonly others?: Possible;
  /** The expression to evaluate, when it is an expression reference. */
  readonly expression?: Expression;
  /** Why it is null: a clause for messages. */
  readonly why?: string;
}

/** A value of one of these kinds, about which nothing else is known. */
export const some = (...kinds: readonly Kind[]): Possible => ({ kinds: new Set(kinds) });

/** Any JSON value. */
export const anything: Possible = some('string', 'number', 'boolean', 'null', 'array', 'object');

/** Null. @param why the reason, for messages */
export const nothing = (why?: string): Possible =>
  why === undefined ? some('null') : { ...some('null'), why };

/** A string. */
export const text = (...pieces: readonly Piece[]): Possible => ({
  ...some('string'),
  text: pieces,
});

/** An array with exactly these elements. */
export const list = (elements: readonly Possible[]): Possible => ({ ...some('array'), elements });

/** An array of any length. */
export const listOf = (element: Possible): Possible => ({ ...some('array'), element });

/** The maximum number of array elements that are analysed. */
const maxFollowedElements = 1_000;

/** Exactly `value`. */
export const exactly = (value: unknown): Possible => {
  if (typeof value === 'string') return text(value);
  if (Array.isArray(value)) {
    return value.length > maxFollowedElements ? some('array') : list(value.map(exactly));
  }
  const kind = kindOf(value);
  if (kind !== 'object') return some(kind);
  const members = Object.entries(Object(value)).map(
    ([name, member]) => [name, exactly(member)] as const,
  );
  return { ...some('object'), members: new Map(members) };
};

/** Whether every possible value is of this kind. */
export const isAlways = ({ kinds }: Possible, kind: Kind): boolean =>
  kinds.size === 1 && kinds.has(kind);

/** Removes a kind from `possible`; undefined when no kind remains. */
export const without = (possible: Possible, kind: Kind): Possible | undefined => {
  if (!possible.kinds.has(kind)) return possible;
  const kinds = new Set([...possible.kinds].filter((one) => one !== kind));
  return kinds.size === 0 ? undefined : { ...possible, kinds };
};

/** The maximum depth at which two values are merged. */
const deepest = 4;

/** Merges two possible values. A kind that only one of them can have keeps its details. */
export const either = (a: Possible, b: Possible, depth = 0): Possible => {
  if (a === b) return a;
  const kinds = new Set([...a.kinds, ...b.kinds]);
  if (depth > deepest) return { kinds };
  const why = a.why ?? b.why;
  return {
    ...onlyOf(a, b, 'string', ({ text: pieces }) => pieces && { text: pieces }),
    ...onlyOf(a, b, 'object', ({ members, others }) => ({
      ...(members && { members }),
      ...(others && { others }),
    })),
    ...onlyOf(a, b, 'expression', ({ expression }) => expression && { expression }),
    ...(a.kinds.has('array') && b.kinds.has('array')
      ? { element: either(elementOf(a, depth + 1), elementOf(b, depth + 1), depth + 1) }
      : onlyOf(a, b, 'array', ({ elements, element }) => ({
          ...(elements && { elements }),
          ...(element && { element }),
        }))),
    ...(why !== undefined && { why }),
    kinds,
  };
};

/** Returns the details of the one value that alone can have a kind. */
const onlyOf = (
  a: Possible,
  b: Possible,
  kind: Kind,
  known: (one: Possible) => Partial<Possible> | undefined,
): Partial<Possible> => {
  if (a.kinds.has(kind) === b.kinds.has(kind)) return {};
  return known(a.kinds.has(kind) ? a : b) ?? {};
};

/** Returns the possible values of an array's elements. */
export const elementOf = ({ elements, element }: Possible, depth = 0): Possible =>
  element ??
  elements?.reduce((all, one) => either(all, one, depth), elements[0] ?? some()) ??
  anything;

/** The value as a function or an object receives it: an expression reference becomes null. */
export const json = (possible: Possible): Possible => {
  if (!possible.kinds.has('expression')) return possible;
  const others = without(possible, 'expression');
  return others === undefined ? nothing() : either(others, nothing());
};

/**
 * Forecasts the possible values of a part of a template for `value`; by default, for the value
 * that the whole template is evaluated on.
 */
export type Foresee = (part: Expression, value?: Possible) => Possible;

type Branch = () => Possible | undefined;

/**
 * Merges the possible values of `branches` when the data decides between them. Undefined branches
 * are never taken. @throws TemplateError when all branches fail
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
  throw firstError ?? new TemplateError('no alternative remains');
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

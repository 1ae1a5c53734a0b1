import { type Expression, TemplateError } from './template-expression.ts';
import { type Kind, kindOf } from './template-values.ts';

/** A piece of a text; null when it is unknown. */
export type Piece = string | null;

/**
 * The set of possible values of a part of a template whose value depends on the event's data.
 * Every actual value is in the set. A property that is absent does not restrict the values of
 * that kind.
 */
export interface PossibleValue {
  readonly kinds: ReadonlySet<Kind>;
  /** The pieces of the value, when it is a string. */
  readonly text?: readonly Piece[];
  /** All elements, when it is an array. */
  readonly elements?: readonly PossibleValue[];
  /** The possible values of every element, for any number of elements. */
  readonly element?: PossibleValue;
  /** The members by name, when it is an object. */
  readonly members?: ReadonlyMap<string, PossibleValue>;
  /**
   * The possible values of a member with any other name. Absent when there are no other members.
   */
  readonly otherMembers?: PossibleValue;
  /** The expression to evaluate, when it is an expression reference. */
  readonly expression?: Expression;
  /** Why it is null: a clause for messages. */
  readonly nullReason?: string;
}

/** A value of one of these kinds, about which nothing else is known. */
export const ofKinds = (...kinds: readonly Kind[]): PossibleValue => ({ kinds: new Set(kinds) });

/** Any JSON value. */
export const anyValue: PossibleValue = ofKinds(
  'string',
  'number',
  'boolean',
  'null',
  'array',
  'object',
);

/** Null. @param nullReason the reason, for messages */
export const nullValue = (nullReason?: string): PossibleValue =>
  nullReason === undefined ? ofKinds('null') : { ...ofKinds('null'), nullReason };

/** A string. */
export const textValue = (...pieces: readonly Piece[]): PossibleValue => ({
  ...ofKinds('string'),
  text: pieces,
});

/** An array with exactly these elements. */
export const exactList = (elements: readonly PossibleValue[]): PossibleValue => ({
  ...ofKinds('array'),
  elements,
});

/** An array of any length. */
export const listOf = (element: PossibleValue): PossibleValue => ({ ...ofKinds('array'), element });

/** The maximum number of array elements that are analysed. */
const maxFollowedElements = 1_000;

/** Exactly `value`. */
export const exactValue = (value: unknown): PossibleValue => {
  if (typeof value === 'string') return textValue(value);
  if (Array.isArray(value)) {
    return value.length > maxFollowedElements ? ofKinds('array') : exactList(value.map(exactValue));
  }
  const kind = kindOf(value);
  if (kind !== 'object') return ofKinds(kind);
  const members = Object.entries(Object(value)).map(
    ([name, member]) => [name, exactValue(member)] as const,
  );
  return { ...ofKinds('object'), members: new Map(members) };
};

/** Whether every possible value is of this kind. */
export const isAlways = ({ kinds }: PossibleValue, kind: Kind): boolean =>
  kinds.size === 1 && kinds.has(kind);

/** Removes a kind from `possible`; undefined when no kind remains. */
export const withoutKind = (possible: PossibleValue, kind: Kind): PossibleValue | undefined => {
  if (!possible.kinds.has(kind)) return possible;
  const kinds = new Set([...possible.kinds].filter((one) => one !== kind));
  return kinds.size === 0 ? undefined : { ...possible, kinds };
};

/** The maximum depth at which two values are merged. */
const maxUnionDepth = 4;

/** Merges two possible values. A kind that only one of them can have keeps its details. */
export const union = (a: PossibleValue, b: PossibleValue, depth = 0): PossibleValue => {
  if (a === b) return a;
  const kinds = new Set([...a.kinds, ...b.kinds]);
  if (depth > maxUnionDepth) return { kinds };
  const nullReason = a.nullReason ?? b.nullReason;
  return {
    ...detailsOfOnly(a, b, 'string', ({ text: pieces }) => pieces && { text: pieces }),
    ...detailsOfOnly(a, b, 'object', ({ members, otherMembers }) => ({
      ...(members && { members }),
      ...(otherMembers && { otherMembers }),
    })),
    ...detailsOfOnly(a, b, 'expression', ({ expression }) => expression && { expression }),
    ...(a.kinds.has('array') && b.kinds.has('array')
      ? { element: union(elementOf(a, depth + 1), elementOf(b, depth + 1), depth + 1) }
      : detailsOfOnly(a, b, 'array', ({ elements, element }) => ({
          ...(elements && { elements }),
          ...(element && { element }),
        }))),
    ...(nullReason !== undefined && { nullReason }),
    kinds,
  };
};

/** Returns the details of the one value that alone can have a kind. */
const detailsOfOnly = (
  a: PossibleValue,
  b: PossibleValue,
  kind: Kind,
  known: (one: PossibleValue) => Partial<PossibleValue> | undefined,
): Partial<PossibleValue> => {
  if (a.kinds.has(kind) === b.kinds.has(kind)) return {};
  return known(a.kinds.has(kind) ? a : b) ?? {};
};

/** Returns the possible values of an array's elements. */
export const elementOf = ({ elements, element }: PossibleValue, depth = 0): PossibleValue =>
  element ??
  elements?.reduce((all, one) => union(all, one, depth), elements[0] ?? ofKinds()) ??
  anyValue;

/** The value as a function or an object receives it: an expression reference becomes null. */
export const asJson = (possible: PossibleValue): PossibleValue => {
  if (!possible.kinds.has('expression')) return possible;
  const others = withoutKind(possible, 'expression');
  return others === undefined ? nullValue() : union(others, nullValue());
};

/**
 * Forecasts the possible values of a part of a template for `value`; by default, for the value
 * that the whole template is evaluated on.
 */
export type ForecastPart = (part: Expression, value?: PossibleValue) => PossibleValue;

type Branch = () => PossibleValue | undefined;

/**
 * Merges the possible values of `branches` when the data decides between them. Undefined branches
 * are never taken. @throws TemplateError when all branches fail
 */
export const unionOfBranches = (branches: readonly Branch[]): PossibleValue => {
  let firstError: TemplateError | undefined;
  let all: PossibleValue | undefined;
  for (const branch of branches) {
    try {
      const one = branch();
      all = all && one ? union(all, one) : (all ?? one);
    } catch (error) {
      if (!(error instanceof TemplateError)) throw error;
      firstError ??= error;
    }
  }
  if (all !== undefined) return all;
  throw firstError ?? new TemplateError('no alternative remains');
};

/** Returns the result of `part`, or `otherwise` when `part` fails for every event. */
export const withFallback = <Result>(part: () => Result, otherwise: Result): Result => {
  try {
    return part();
  } catch (error) {
    if (error instanceof TemplateError) return otherwise;
    throw error;
  }
};

/** Selects one of two branches by whether `condition` is truthy. */
export const conditional = (
  condition: PossibleValue,
  [whenTrue, whenFalse]: readonly [Branch, Branch],
): PossibleValue => {
  if (falsy(condition) === undefined) return unionOfBranches([whenTrue]);
  if (truthy(condition) === undefined) return unionOfBranches([whenFalse]);
  return unionOfBranches([whenTrue, whenFalse]);
};

/** The truthy part of `possible`: numbers are always truthy, null never. */
export const truthy = (possible: PossibleValue): PossibleValue | undefined =>
  withoutKind(possible, 'null');

/** The falsy part of `possible`: null, false, and empty values. */
export const falsy = (possible: PossibleValue): PossibleValue | undefined => {
  const { kinds, text: pieces, elements, members, nullReason } = possible;
  const falsyByKind: readonly (readonly [Kind, PossibleValue])[] = [
    ['null', { ...ofKinds('null'), ...(nullReason !== undefined && { nullReason }) }],
    ['boolean', ofKinds('boolean')],
    ['string', textValue('')],
    ['array', exactList([])],
    ['object', { ...ofKinds('object'), members: new Map() }],
  ];
  const isNonEmpty = (kind: Kind): boolean =>
    (kind === 'string' && pieces?.some(Boolean) === true) ||
    (kind === 'array' && elements !== undefined && elements.length > 0) ||
    (kind === 'object' && members !== undefined && members.size > 0);
  const falsyValues = falsyByKind.filter(([kind]) => kinds.has(kind) && !isNonEmpty(kind));
  return falsyValues.length === 0
    ? undefined
    : falsyValues.map(([, one]) => one).reduce((a, b) => union(a, b));
};

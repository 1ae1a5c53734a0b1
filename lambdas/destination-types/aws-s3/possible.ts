import type { Expression } from './template-expression.ts';
import { type Kind, kindOf } from './template-kinds.ts';

/** A part of a text: as it is, or null for one that is not known. */
export type Piece = string | null;

/**
 * What a part of a template may come to, of which the event's data decides: every value it can take
 * is among these. What is not said of a kind may be anything.
 */
export interface Possible {
  readonly kinds: ReadonlySet<Kind>;
  /** What it consists of when it is a string. */
  readonly text?: readonly Piece[];
  /** All its elements, when it is an array. */
  readonly elements?: readonly Possible[];
  /** What each of its elements is, however many there are. */
  readonly element?: Possible;
  /** Its members by name, when it is an object. */
  readonly members?: ReadonlyMap<string, Possible>;
  /** What a member of another name is; absent, when there are no others. */
  readonly others?: Possible;
  /** What is evaluated, when it is an expression. */
  readonly expression?: Expression;
  /** Why it is null, for people: a clause. */
  readonly why?: string;
}

/** A value of one of these kinds, of which nothing else is known. */
export const some = (...kinds: readonly Kind[]): Possible => ({ kinds: new Set(kinds) });

/** Whatever JSON there is. */
export const anything: Possible = some('string', 'number', 'boolean', 'null', 'array', 'object');

/** Null. @param why for people */
export const nothing = (why?: string): Possible =>
  why === undefined ? some('null') : { ...some('null'), why };

/** A string. */
export const text = (...pieces: readonly Piece[]): Possible => ({
  ...some('string'),
  text: pieces,
});

/** An array with just these elements. */
export const list = (elements: readonly Possible[]): Possible => ({ ...some('array'), elements });

/** An array of any length. */
export const listOf = (element: Possible): Possible => ({ ...some('array'), element });

/** Elements of an array beyond which they are not followed. */
const longestFollowed = 1_000;

/** Exactly `value`. */
export const exactly = (value: unknown): Possible => {
  if (typeof value === 'string') return text(value);
  if (Array.isArray(value)) {
    return value.length > longestFollowed ? some('array') : list(value.map(exactly));
  }
  const kind = kindOf(value);
  if (kind !== 'object') return some(kind);
  const members = Object.entries(Object(value)).map(
    ([name, member]) => [name, exactly(member)] as const,
  );
  return { ...some('object'), members: new Map(members) };
};

/** Whether it is of this kind for certain. */
export const isAlways = ({ kinds }: Possible, kind: Kind): boolean =>
  kinds.size === 1 && kinds.has(kind);

/** `possible`, but never of this kind; undefined when nothing is left. */
export const without = (possible: Possible, kind: Kind): Possible | undefined => {
  if (!possible.kinds.has(kind)) return possible;
  const kinds = new Set([...possible.kinds].filter((one) => one !== kind));
  return kinds.size === 0 ? undefined : { ...possible, kinds };
};

/** How deep what two values have in common is looked for. */
const deepest = 4;

/** Either of both. What only one of them can be is as it is there. */
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

/** What is known of the one of both that alone can be of a kind. */
const onlyOf = (
  a: Possible,
  b: Possible,
  kind: Kind,
  known: (one: Possible) => Partial<Possible> | undefined,
): Partial<Possible> => {
  if (a.kinds.has(kind) === b.kinds.has(kind)) return {};
  return known(a.kinds.has(kind) ? a : b) ?? {};
};

/** What an element of an array may be. */
export const elementOf = ({ elements, element }: Possible, depth = 0): Possible =>
  element ??
  elements?.reduce((all, one) => either(all, one, depth), elements[0] ?? some()) ??
  anything;

/** As a function or an object takes it: an expression is null there. */
export const json = (possible: Possible): Possible => {
  if (!possible.kinds.has('expression')) return possible;
  const others = without(possible, 'expression');
  return others === undefined ? nothing() : either(others, nothing());
};

/** What a part of a template may come to on a value; by default, on the one that the whole is evaluated on. */
export type Foresee = (part: Expression, value?: Possible) => Possible;

import type { JSONObject, JSONValue } from '@jmespath-community/jmespath';
import { kindOf } from './template-kinds.ts';
import { compare, isSame, type Sortable, sortables } from './template-order.ts';
import type { Calling, TemplateFunction } from './template-value.ts';

/**
 * Functions over arrays and objects, from the JMESPath specification and JEP-013. Objects with
 * names from the data are created so that `__proto__` is an ordinary name.
 */
export const listFunctions: readonly (readonly [string, TemplateFunction])[] = [
  ['contains', ([subject, sought]) => contains(subject, sought)],
  ['from_items', ([pairs]) => Object.fromEntries(elementsOf(pairs).map(pairOf))],
  ['group_by', ([array], { evaluate }) => grouped(elementsOf(array), evaluate)],
  ['items', ([object]) => Object.entries(membersOf(object))],
  ['keys', ([object]) => Object.keys(membersOf(object))],
  ['length', ([value]) => lengthOf(value)],
  ['map', ([, array], { evaluate }) => elementsOf(array).map(evaluate)],
  ['max', ([array], calling) => extreme('max', elementsOf(array), 1, valuesThemselves(calling))],
  ['max_by', ([array], calling) => extreme('max_by', elementsOf(array), 1, calling)],
  ['merge', (objects) => merged(objects)],
  ['min', ([array], calling) => extreme('min', elementsOf(array), -1, valuesThemselves(calling))],
  ['min_by', ([array], calling) => extreme('min_by', elementsOf(array), -1, calling)],
  ['reverse', ([value]) => reversed(value)],
  ['sort', ([array]) => sortables('sort', elementsOf(array)).sort(compare)],
  ['sort_by', ([array], calling) => sortedBy(elementsOf(array), calling)],
  ['type', ([value]) => kindOf(value)],
  ['values', ([object]) => Object.values(membersOf(object))],
];

const elementsOf = (array: JSONValue | undefined): JSONValue[] =>
  Array.isArray(array) ? array : [];

const membersOf = (object: JSONValue | undefined): JSONObject => (isObject(object) ? object : {});

const isObject = (value: JSONValue | undefined): value is JSONObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Returns null when the subject is a text and the search value is not, as in the library. */
const contains = (subject: JSONValue = null, sought: JSONValue = null): boolean | null => {
  if (Array.isArray(subject)) return subject.some((element) => isSame(element, sought));
  if (typeof subject !== 'string' || typeof sought !== 'string') return null;
  return subject.includes(sought);
};

/** @throws Error when it is not a pair of a name and a value */
const pairOf = (pair: JSONValue): [string, JSONValue] => {
  const [name, value, ...others] = elementsOf(pair);
  if (typeof name !== 'string' || value === undefined || others.length > 0) {
    throw new Error('from_items() takes pairs of a string and a value');
  }
  return [name, value];
};

/** @throws Error when an element's group is not a string */
const grouped = (elements: readonly JSONValue[], evaluate: Calling['evaluate']): JSONValue => {
  const groups = new Map<string, JSONValue[]>();
  for (const element of elements) {
    const name = evaluate(element);
    if (typeof name !== 'string') {
      throw new Error('group_by() takes an expression that gives strings only');
    }
    const group = groups.get(name) ?? [];
    group.push(element);
    groups.set(name, group);
  }
  return Object.fromEntries(groups);
};

const merged = (objects: readonly JSONValue[]): JSONObject => {
  const members = objects.flatMap((object) => Object.entries(membersOf(object)));
  return Object.setPrototypeOf(Object.fromEntries(members), null);
};

const lengthOf = (value: JSONValue | undefined): number => {
  if (typeof value === 'string') return [...value].length;
  return Array.isArray(value) ? value.length : Object.keys(membersOf(value)).length;
};

const reversed = (value: JSONValue | undefined): JSONValue =>
  typeof value === 'string' ? [...value].reverse().join('') : elementsOf(value).toReversed();

const valuesThemselves = (calling: Calling): Calling => ({
  ...calling,
  evaluate: (element) => element,
});

interface Keyed {
  readonly element: JSONValue;
  readonly key: Sortable;
}

const keyed = (
  name: string,
  elements: readonly JSONValue[],
  { evaluate }: Calling,
): readonly Keyed[] => {
  const keys = sortables(name, elements.map(evaluate));
  return keys.map((key, index) => ({ key, element: elements[index] ?? null }));
};

/**
 * Returns the first element with the largest (`sign` 1) or the smallest (-1) key; null when there
 * are no elements.
 */
const extreme = (
  name: string,
  elements: readonly JSONValue[],
  sign: 1 | -1,
  calling: Calling,
): JSONValue => {
  const [first, ...others] = keyed(name, elements, calling);
  if (first === undefined) return null;
  const isBeyond = (one: Keyed, best: Keyed) => sign * charged(calling)(one, best) > 0;
  return others.reduce((best, one) => (isBeyond(one, best) ? one : best), first).element;
};

const sortedBy = (elements: readonly JSONValue[], calling: Calling): JSONValue[] =>
  [...keyed('sort_by', elements, calling)].sort(charged(calling)).map(({ element }) => element);

/** Charges each comparison to the budget: the keys are not known when the call is charged. */
const charged =
  ({ spendOnComparison }: Calling) =>
  (a: Keyed, b: Keyed): number => {
    spendOnComparison(a.key, b.key);
    return compare(a.key, b.key);
  };

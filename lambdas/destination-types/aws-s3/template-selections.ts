import { eventTime } from './event-time.ts';
import {
  anyOf,
  anything,
  either,
  elementOf,
  type Foresee,
  isAlways,
  list,
  listOf,
  nothing,
  type Possible,
  some,
  text,
  unlessItFails,
  without,
} from './possible.ts';
import { type Expression, type NodeOf, type Sides, TemplateError } from './template-expression.ts';
import { quoted } from './template-text.ts';
import { wordsFor } from './template-values.ts';

const unknownText = text(null);

const fieldsOf = (names: readonly string[]): ReadonlyMap<string, Possible> =>
  new Map(names.map((name) => [name, unknownText]));

/** The members of `time`, all strings. */
export const anyTime: Possible = {
  ...some('object'),
  members: fieldsOf(Object.keys(eventTime('2024-01-02T03:04:05Z'))),
};

/** The entries that always exist, and those that an event or a destination may add. */
const metadata: Possible = {
  ...some('object'),
  members: fieldsOf(['event-id', 'topic', 'timestamp']),
  others: either(unknownText, nothing()),
};

/** The input of a template for any event. About its data, only that it is an object is known. */
export const anyEvent: Possible = {
  ...some('object'),
  members: new Map([
    ['data', some('object')],
    ['metadata', metadata],
    ['time', anyTime],
  ]),
};

/** Forecasts the parts of a template that select: fields, indexes, slices and projections. */
export const selection = (node: Expression, value: Possible, see: Foresee): Possible => {
  switch (node.type) {
    case 'Field':
      return fieldOf(value, node.name);
    case 'Index':
      return ofArray(value, () => indexed(value, node.value));
    case 'Slice':
      return sliced(node, value);
    case 'Flatten': {
      const base = see(node.child);
      return ofArray(base, () => flattened(base));
    }
    case 'Projection':
      return projection(node, see);
    case 'ValueProjection': {
      const base = see(node.left);
      const values = () => projected(listOf(memberOf(base)), (one) => see(node.right, one));
      return anyOf([
        () => (base.kinds.has('object') ? values() : undefined),
        () => otherThan(base, 'object'),
      ]);
    }
    case 'FilterProjection': {
      const base = see(node.left);
      const chosen = (one: Possible) => {
        see(node.condition, one);
        return see(node.right, one);
      };
      return ofArray(base, () => projected(listOf(elementOf(base)), chosen));
    }
    default:
      return value;
  }
};

/** The result for an array; null for any other value. */
const ofArray = (base: Possible, given: () => Possible): Possible =>
  anyOf([() => (base.kinds.has('array') ? given() : undefined), () => otherThan(base, 'array')]);

/** Null, when the value may be of another kind. */
const otherThan = (base: Possible, kind: 'array' | 'object'): Possible | undefined => {
  const rest = without(base, kind);
  if (rest === undefined) return undefined;
  if (isAlways(rest, 'null')) return nothing(rest.why);
  return nothing(`of ${wordsFor([kind])} only, and not of ${wordsFor(rest.kinds)}`);
};

const indexed = (array: Possible, index: number): Possible => {
  const { elements } = array;
  if (elements === undefined) return either(elementOf(array), nothing());
  return elements.at(index) ?? nothing(`it has ${elements.length} element(s)`);
};

const sliced = (node: NodeOf<'Slice'>, value: Possible): Possible => {
  const isNever = node.step === 0;
  const fails = (): never => {
    throw new TemplateError(`${quoted(node)} has a step of 0`);
  };
  return anyOf([
    () => (value.kinds.has('string') ? (isNever ? fails() : some('string')) : undefined),
    () => (value.kinds.has('array') ? (isNever ? fails() : listOf(elementOf(value))) : undefined),
    () => {
      const rest = without(value, 'string');
      return rest && otherThan(rest, 'array');
    },
  ]);
};

const flattened = (base: Possible): Possible => {
  if (base.elements?.length === 0) return list([]);
  const element = elementOf(base);
  const single = without(element, 'array');
  if (!element.kinds.has('array')) return listOf(element);
  return listOf(single ? either(single, elementOf(element)) : elementOf(element));
};

const projection = ({ left, right }: Sides, see: Foresee): Possible => {
  const base = see(left);
  const project = (one: Possible) => see(right, one);
  const isSlice = left.type === 'IndexExpression' && left.right.type === 'Slice';
  if (!isSlice || !base.kinds.has('string')) return ofArray(base, () => projected(base, project));
  const rest = without(base, 'string');
  return anyOf([
    () => project(some('string')),
    () => rest && ofArray(rest, () => projected(rest, project)),
  ]);
};

/** Forecasts a projection of an array's elements. Elements that evaluate to null are dropped. */
const projected = (array: Possible, project: (element: Possible) => Possible): Possible => {
  const { elements } = array;
  if (elements === undefined) {
    // If it fails for every element, the array must be empty.
    return unlessItFails(() => {
      const present = without(project(elementOf(array)), 'null');
      return present ? listOf(present) : list([]);
    }, list([]));
  }
  const results = elements.map(project);
  const present = results.flatMap((one) => without(one, 'null') ?? []);
  const isExact = present.every((one) => results.includes(one));
  if (isExact) return list(present);
  return listOf(present.reduce((a, b) => either(a, b)));
};

/** Returns the possible values of an object's members. */
const memberOf = ({ members, others }: Possible): Possible => {
  if (members === undefined) return anything;
  const all = [...members.values(), ...(others ? [others] : [])];
  return all.reduce((a, b) => either(a, b), all[0] ?? nothing());
};

/** Returns the possible values of the member `name` of `possible`. */
const fieldOf = (possible: Possible, name: string): Possible => {
  if (!possible.kinds.has('object')) return nothing(whyWithout(possible));
  const { members, others } = possible;
  const known = members?.get(name) ?? (members ? (others ?? missing(possible, name)) : anything);
  return possible.kinds.size === 1 ? known : either(known, nothing());
};

const whyWithout = ({ kinds, why }: Possible): string | undefined =>
  kinds.has('null') || kinds.has('expression') ? why : `${wordsFor(kinds)} has no fields`;

const missing = (possible: Possible, name: string): Possible => {
  const names = [...(possible.members?.keys() ?? [])].join(', ');
  return nothing(
    possible === anyEvent
      ? `a template starts from ${names}; put text in single quotes, '${name}'`
      : `there is no ${name} among ${names}`,
  );
};

import { eventTime } from './event-time.ts';
import {
  anyValue,
  elementOf,
  exactList,
  type ForecastPart,
  isAlways,
  listOf,
  nullValue,
  ofKinds,
  type PossibleValue,
  textValue,
  union,
  unionOfBranches,
  withFallback,
  withoutKind,
} from './possible-value.ts';
import { type Expression, type NodeOf, type Sides, TemplateError } from './template-expression.ts';
import { quoted } from './template-text.ts';
import { kindNames } from './template-values.ts';

const unknownText = textValue(null);

const textMembers = (names: readonly string[]): ReadonlyMap<string, PossibleValue> =>
  new Map(names.map((name) => [name, unknownText]));

/** The members of `time`, all strings. */
export const anyTime: PossibleValue = {
  ...ofKinds('object'),
  members: textMembers(Object.keys(eventTime('2024-01-02T03:04:05Z'))),
};

/** The entries that always exist, and those that an event or a destination may add. */
const metadata: PossibleValue = {
  ...ofKinds('object'),
  members: textMembers(['event-id', 'topic', 'timestamp']),
  otherMembers: union(unknownText, nullValue()),
};

/** The input of a template for any event. About its data, only that it is an object is known. */
export const anyEvent: PossibleValue = {
  ...ofKinds('object'),
  members: new Map([
    ['data', ofKinds('object')],
    ['metadata', metadata],
    ['time', anyTime],
  ]),
};

/** Forecasts the parts of a template that select: fields, indexes, slices and projections. */
export const forecastSelection = (
  node: Expression,
  value: PossibleValue,
  forecastPart: ForecastPart,
): PossibleValue => {
  switch (node.type) {
    case 'Field':
      return forecastField(value, node.name);
    case 'Index':
      return nullUnlessArray(value, () => forecastIndex(value, node.value));
    case 'Slice':
      return forecastSlice(node, value);
    case 'Flatten': {
      const base = forecastPart(node.child);
      return nullUnlessArray(base, () => forecastFlatten(base));
    }
    case 'Projection':
      return forecastProjection(node, forecastPart);
    case 'ValueProjection': {
      const base = forecastPart(node.left);
      const values = () =>
        forecastElements(listOf(anyMemberOf(base)), (one) => forecastPart(node.right, one));
      return unionOfBranches([
        () => (base.kinds.has('object') ? values() : undefined),
        () => nullForOtherKinds(base, 'object'),
      ]);
    }
    case 'FilterProjection': {
      const base = forecastPart(node.left);
      const filterAndProject = (one: PossibleValue) => {
        forecastPart(node.condition, one);
        return forecastPart(node.right, one);
      };
      return nullUnlessArray(base, () =>
        forecastElements(listOf(elementOf(base)), filterAndProject),
      );
    }
    default:
      return value;
  }
};

/** The result for an array; null for any other value. */
const nullUnlessArray = (base: PossibleValue, given: () => PossibleValue): PossibleValue =>
  unionOfBranches([
    () => (base.kinds.has('array') ? given() : undefined),
    () => nullForOtherKinds(base, 'array'),
  ]);

/** Null, when the value may be of another kind. */
const nullForOtherKinds = (
  base: PossibleValue,
  kind: 'array' | 'object',
): PossibleValue | undefined => {
  const rest = withoutKind(base, kind);
  if (rest === undefined) return undefined;
  if (isAlways(rest, 'null')) return nullValue(rest.nullReason);
  return nullValue(`of ${kindNames([kind])} only, and not of ${kindNames(rest.kinds)}`);
};

const forecastIndex = (array: PossibleValue, index: number): PossibleValue => {
  const { elements } = array;
  if (elements === undefined) return union(elementOf(array), nullValue());
  return elements.at(index) ?? nullValue(`it has ${elements.length} element(s)`);
};

const forecastSlice = (node: NodeOf<'Slice'>, value: PossibleValue): PossibleValue => {
  const isStepZero = node.step === 0;
  const fails = (): never => {
    throw new TemplateError(`${quoted(node)} has a step of 0`);
  };
  return unionOfBranches([
    () => (value.kinds.has('string') ? (isStepZero ? fails() : ofKinds('string')) : undefined),
    () =>
      value.kinds.has('array') ? (isStepZero ? fails() : listOf(elementOf(value))) : undefined,
    () => {
      const rest = withoutKind(value, 'string');
      return rest && nullForOtherKinds(rest, 'array');
    },
  ]);
};

const forecastFlatten = (base: PossibleValue): PossibleValue => {
  if (base.elements?.length === 0) return exactList([]);
  const element = elementOf(base);
  const single = withoutKind(element, 'array');
  if (!element.kinds.has('array')) return listOf(element);
  return listOf(single ? union(single, elementOf(element)) : elementOf(element));
};

const forecastProjection = ({ left, right }: Sides, forecastPart: ForecastPart): PossibleValue => {
  const base = forecastPart(left);
  const project = (one: PossibleValue) => forecastPart(right, one);
  const isSlice = left.type === 'IndexExpression' && left.right.type === 'Slice';
  if (!isSlice || !base.kinds.has('string'))
    return nullUnlessArray(base, () => forecastElements(base, project));
  const rest = withoutKind(base, 'string');
  return unionOfBranches([
    () => project(ofKinds('string')),
    () => rest && nullUnlessArray(rest, () => forecastElements(rest, project)),
  ]);
};

/** Forecasts a projection of an array's elements. Elements that evaluate to null are dropped. */
const forecastElements = (
  array: PossibleValue,
  project: (element: PossibleValue) => PossibleValue,
): PossibleValue => {
  const { elements } = array;
  if (elements === undefined) {
    // If it fails for every element, the array must be empty.
    return withFallback(() => {
      const present = withoutKind(project(elementOf(array)), 'null');
      return present ? listOf(present) : exactList([]);
    }, exactList([]));
  }
  const results = elements.map(project);
  const present = results.flatMap((one) => withoutKind(one, 'null') ?? []);
  const isExact = present.every((one) => results.includes(one));
  if (isExact) return exactList(present);
  return listOf(present.reduce((a, b) => union(a, b)));
};

/** Returns the possible values of an object's members. */
const anyMemberOf = ({ members, otherMembers }: PossibleValue): PossibleValue => {
  if (members === undefined) return anyValue;
  const all = [...members.values(), ...(otherMembers ? [otherMembers] : [])];
  return all.reduce((a, b) => union(a, b), all[0] ?? nullValue());
};

/** Returns the possible values of the member `name` of `possible`. */
const forecastField = (possible: PossibleValue, name: string): PossibleValue => {
  if (!possible.kinds.has('object')) return nullValue(noFieldsReason(possible));
  const { members, otherMembers } = possible;
  const known =
    members?.get(name) ?? (members ? (otherMembers ?? missingMember(possible, name)) : anyValue);
  return possible.kinds.size === 1 ? known : union(known, nullValue());
};

const noFieldsReason = ({ kinds, nullReason }: PossibleValue): string | undefined =>
  kinds.has('null') || kinds.has('expression') ? nullReason : `${kindNames(kinds)} has no fields`;

const missingMember = (possible: PossibleValue, name: string): PossibleValue => {
  const names = [...(possible.members?.keys() ?? [])].join(', ');
  return nullValue(
    possible === anyEvent
      ? `a template starts from ${names}; put text in single quotes, '${name}'`
      : `there is no ${name} among ${names}`,
  );
};

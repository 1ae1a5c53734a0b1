import * as z from 'zod';
import { ExactNumber } from '../platform/json/exact-number.ts';
import { isJsonObject } from '../platform/json/json.ts';
import {
  COMPARISONS,
  type Combination,
  isCombination,
  isComparison,
  OPERATORS,
} from './filter-operators.ts';

/**
 * Selects the events that a destination receives, in Outpost's filter language: an object that maps
 * event members to the value each must have, or to an object of nested members and operators. All
 * entries must match.
 *
 * @see docs/content/features/filter.mdoc of hookdeck/outpost
 */
export type Filter = Readonly<Record<string, unknown>>;

/** The members of an event that filters can read. */
const EVENT_MEMBERS = ['id', 'topic', 'time', 'metadata', 'data'];

/** Bounds the response: each error repeats its path, which may be long. */
const MAX_ERRORS = 20;

/**
 * Returns the validation errors of a filter, one sentence each, starting with the path. Outpost
 * accepts filters that can never match, such as one with a misspelled operator, and then delivers
 * nothing.
 */
export function filterErrors(filter: unknown): string[] {
  if (!isJsonObject(filter)) return ['filter must be an object'];
  const sizeError = limitError(filter);
  if (sizeError) return [sizeError];
  const errors = [...eventErrors(filter, 'filter'), ...numberErrors(filter, 'filter')];
  const omittedCount = errors.length - MAX_ERRORS;
  return omittedCount > 0
    ? [...errors.slice(0, MAX_ERRORS), `filter has ${omittedCount} more errors`]
    : errors;
}

type Check = (schema: unknown, path: string) => string[];

/** Validates a filter on the whole event. */
const eventErrors: Check = (schema, path) => {
  if (!isJsonObject(schema)) return [`${path} must be an object`];
  return Object.entries(schema).flatMap(([name, child]) => {
    const memberPath = `${path}.${name}`;
    if (EVENT_MEMBERS.includes(name)) return valueErrors(child, memberPath);
    if (isCombination(name)) return combinationErrors(name, child, memberPath, eventErrors);
    if (isComparison(name))
      return [`${memberPath} must be inside one of ${EVENT_MEMBERS.join(', ')}`];
    if (name.startsWith('$')) return [unknownOperator(name, memberPath)];
    return [`${memberPath} is not part of an event; filters see ${EVENT_MEMBERS.join(', ')}`];
  });
};

/** Validates a condition on a value in the event. */
const valueErrors: Check = (schema, path) => {
  if (Array.isArray(schema)) return elementErrors(schema, path, valueErrors);
  if (!isJsonObject(schema)) return [];
  return Object.entries(schema).flatMap(([name, child]) => {
    const memberPath = `${path}.${name}`;
    if (isComparison(name)) return operandErrors(COMPARISONS[name], child, memberPath);
    if (isCombination(name)) return combinationErrors(name, child, memberPath, valueErrors);
    return name.startsWith('$')
      ? [unknownOperator(name, memberPath)]
      : valueErrors(child, memberPath);
  });
};

const operandErrors = (
  { allows, must }: (typeof COMPARISONS)[keyof typeof COMPARISONS],
  operand: unknown,
  path: string,
): string[] => (allows(operand) ? [] : [`${path} must ${must}`]);

/** @param check validates each of the combined filters */
function combinationErrors(
  name: Combination,
  operand: unknown,
  path: string,
  check: Check,
): string[] {
  if (name === '$not') return check(operand, path);
  if (!Array.isArray(operand)) return [`${path} must be a list of filters`];
  return elementErrors(operand, path, check);
}

const elementErrors = (schemas: readonly unknown[], path: string, check: Check): string[] =>
  schemas.flatMap((schema, index) => check(schema, `${path}.${index}`));

const unknownOperator = (name: string, path: string): string =>
  name === '$ref'
    ? `${path} is not supported`
    : `${path} is not an operator; operators: ${OPERATORS}`;

/** Every publish reads all filters of its tenant. */
const MAX_BYTES = 16_384;

/** Bounds the recursion of validating and matching, which is as deep as the filter. */
const MAX_LEVELS = 16;

/**
 * Each condition may have to read the whole event: 1 ms for 262,144 bytes, 20 ms for the largest
 * allowed event, and ten times that for an event crafted to be slow. The step budget then stops
 * matching.
 */
const MAX_CONDITIONS = 100;

/**
 * Returns the limit that a filter exceeds, if any. Checks depth first, because later checks
 * recurse.
 */
function limitError(filter: Readonly<Record<string, unknown>>): string | undefined {
  if (isDeeper(filter, MAX_LEVELS))
    return `filter must have at most ${MAX_LEVELS} levels of objects and lists`;
  const bytes = Buffer.byteLength(JSON.stringify(filter));
  if (bytes > MAX_BYTES) return `filter is ${bytes} bytes; the limit is ${MAX_BYTES} bytes`;
  const conditions = countConditions(filter);
  return conditions > MAX_CONDITIONS
    ? `filter has ${conditions} conditions; the limit is ${MAX_CONDITIONS}`
    : undefined;
}

/** Returns one validation error for each number outside the range of a double. */
function numberErrors(value: unknown, path: string): string[] {
  const number = value instanceof ExactNumber ? value.double : value;
  if (typeof number === 'number') {
    return Number.isFinite(number) ? [] : [`${path} must be a number of less than 1.8e308`];
  }
  return listMembers(value).flatMap(([name, child]) => numberErrors(child, `${path}.${name}`));
}

const isDeeper = (value: unknown, levels: number): boolean =>
  (isJsonObject(value) || Array.isArray(value)) &&
  (levels === 0 || Object.values(value).some((child) => isDeeper(child, levels - 1)));

/**
 * The maximum number of times that matching reads a value: once per bare value or comparison, and
 * once per text in a list that is tried one by one. The list of `$in` is a set lookup, which counts
 * as one.
 */
function countConditions(schema: unknown): number {
  if (Array.isArray(schema)) return atLeastOne(schema.map(countConditions));
  if (!isJsonObject(schema)) return 1;
  return atLeastOne(Object.entries(schema).map(conditionsInMember));
}

const conditionsInMember = ([name, operand]: [string, unknown]): number =>
  ['$eq', '$neq', '$in', '$nin'].includes(name) ? 1 : countConditions(operand);

/** An empty list or object counts as one condition. */
const atLeastOne = (counts: readonly number[]): number =>
  Math.max(
    1,
    counts.reduce((sum, count) => sum + count, 0),
  );

const listMembers = (value: unknown): [string, unknown][] =>
  typeof value === 'object' && value !== null ? Object.entries(value) : [];

const filters = { type: 'array', items: { $ref: '#/components/schemas/Filter' } } as const;

/** Accepts any object. `filterErrors` validates its content. */
export const FilterShape = z.custom<Filter>(isJsonObject, 'must be an object').meta({
  id: 'Filter',
  description: `Selects events in addition to topics: each member of the event with the value it must have, or an object of nested members and operators (${OPERATORS}). All conditions must match. The syntax is [Outpost’s](https://github.com/hookdeck/outpost/blob/main/docs/content/features/filter.mdoc).`,
  type: 'object',
  properties: {
    ...Object.fromEntries(EVENT_MEMBERS.map((name) => [name, {}])),
    $or: filters,
    $and: filters,
    $not: { $ref: '#/components/schemas/Filter' },
  },
  additionalProperties: false,
  example: { data: { status: { $in: ['paid', 'shipped'] }, amount: { $gte: 100 } } },
});

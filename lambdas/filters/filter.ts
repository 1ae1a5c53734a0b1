import { isJsonObject } from '../platform/json/json.ts';
import { limitError, numberErrors } from './filter-limits.ts';
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
export const EVENT_MEMBERS = ['id', 'topic', 'time', 'metadata', 'data'];

/** Bounds the response: each error repeats its path, which may be long. */
const MOST_ERRORS = 20;

/**
 * Returns the validation errors of a filter, one sentence each, starting with the path. Outpost
 * accepts filters that can never match, such as one with a misspelt operator, and then delivers
 * nothing.
 */
export function filterErrors(filter: unknown): string[] {
  if (!isJsonObject(filter)) return ['filter must be an object'];
  const sizeError = limitError(filter);
  if (sizeError) return [sizeError];
  const errors = [...eventErrors(filter, 'filter'), ...numberErrors(filter, 'filter')];
  const more = errors.length - MOST_ERRORS;
  return more > 0 ? [...errors.slice(0, MOST_ERRORS), `filter has ${more} more faults`] : errors;
}

type Check = (schema: unknown, path: string) => string[];

/** Validates a filter on the whole event. */
const eventErrors: Check = (schema, path) => {
  if (!isJsonObject(schema)) return [`${path} must be an object`];
  return Object.entries(schema).flatMap(([name, member]) => {
    const at = `${path}.${name}`;
    if (EVENT_MEMBERS.includes(name)) return valueErrors(member, at);
    if (isCombination(name)) return combinationErrors(name, member, at, eventErrors);
    if (isComparison(name)) return [`${at} must be inside one of ${EVENT_MEMBERS.join(', ')}`];
    if (name.startsWith('$')) return [unknownOperator(name, at)];
    return [`${at} is not part of an event; filters see ${EVENT_MEMBERS.join(', ')}`];
  });
};

/** Validates a condition on a value in the event. */
const valueErrors: Check = (schema, path) => {
  if (Array.isArray(schema)) return elementErrors(schema, path, valueErrors);
  if (!isJsonObject(schema)) return [];
  return Object.entries(schema).flatMap(([name, member]) => {
    const at = `${path}.${name}`;
    if (isComparison(name)) return operandErrors(COMPARISONS[name], member, at);
    if (isCombination(name)) return combinationErrors(name, member, at, valueErrors);
    return name.startsWith('$') ? [unknownOperator(name, at)] : valueErrors(member, at);
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

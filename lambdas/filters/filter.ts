import { isJsonObject } from '../platform/json/json.ts';
import { faultOfSize, faultsOfNumbers } from './filter-limits.ts';
import {
  COMPARISONS,
  type Combination,
  isCombination,
  isComparison,
  OPERATORS,
} from './filter-operators.ts';

/**
 * Which events a destination wants, in Outpost's filter language: an object of the members an event
 * has, each with the value it must have, or an object of nested members and operators. All of them
 * must hold.
 *
 * @see docs/content/features/filter.mdoc of hookdeck/outpost
 */
export type Filter = Readonly<Record<string, unknown>>;

/** What filters see of an event. */
export const EVENT_MEMBERS = ['id', 'topic', 'time', 'metadata', 'data'];

/** Each fault repeats its path, which may be long. */
const MOST_FAULTS = 20;

/**
 * What is wrong with a filter: one sentence per fault, each starting with its path. Outpost stores
 * what can never match, such as a misspelt operator, and then delivers nothing.
 */
export function filterErrors(filter: unknown): string[] {
  if (!isJsonObject(filter)) return ['filter must be an object'];
  const sizeFault = faultOfSize(filter);
  if (sizeFault) return [sizeFault];
  const faults = [...faultsOfWhole(filter, 'filter'), ...faultsOfNumbers(filter, 'filter')];
  const more = faults.length - MOST_FAULTS;
  return more > 0 ? [...faults.slice(0, MOST_FAULTS), `filter has ${more} more faults`] : faults;
}

type Check = (schema: unknown, path: string) => string[];

/** The faults of what is to hold of the whole event. */
const faultsOfWhole: Check = (schema, path) => {
  if (!isJsonObject(schema)) return [`${path} must be an object`];
  return Object.entries(schema).flatMap(([name, member]) => {
    const at = `${path}.${name}`;
    if (EVENT_MEMBERS.includes(name)) return faultsOfValue(member, at);
    if (isCombination(name)) return faultsOfCombination(name, member, at, faultsOfWhole);
    if (isComparison(name)) return [`${at} must be inside one of ${EVENT_MEMBERS.join(', ')}`];
    if (name.startsWith('$')) return [noOperator(name, at)];
    return [`${at} is not part of an event; filters see ${EVENT_MEMBERS.join(', ')}`];
  });
};

/** The faults of what is to hold of a value in the event. */
const faultsOfValue: Check = (schema, path) => {
  if (Array.isArray(schema)) return faultsOfEach(schema, path, faultsOfValue);
  if (!isJsonObject(schema)) return [];
  return Object.entries(schema).flatMap(([name, member]) => {
    const at = `${path}.${name}`;
    if (isComparison(name)) return faultsOfOperand(COMPARISONS[name], member, at);
    if (isCombination(name)) return faultsOfCombination(name, member, at, faultsOfValue);
    return name.startsWith('$') ? [noOperator(name, at)] : faultsOfValue(member, at);
  });
};

const faultsOfOperand = (
  { allows, must }: (typeof COMPARISONS)[keyof typeof COMPARISONS],
  operand: unknown,
  path: string,
): string[] => (allows(operand) ? [] : [`${path} must ${must}`]);

/** @param check what each of the combined filters must pass */
function faultsOfCombination(
  name: Combination,
  operand: unknown,
  path: string,
  check: Check,
): string[] {
  if (name === '$not') return check(operand, path);
  if (!Array.isArray(operand)) return [`${path} must be a list of filters`];
  return faultsOfEach(operand, path, check);
}

const faultsOfEach = (schemas: readonly unknown[], path: string, check: Check): string[] =>
  schemas.flatMap((schema, index) => check(schema, `${path}.${index}`));

const noOperator = (name: string, path: string): string =>
  name === '$ref'
    ? `${path} is not supported`
    : `${path} is not an operator; operators: ${OPERATORS}`;

import { isNumeric } from '../platform/json/exact-number.ts';

/** The operands that an operator accepts. `must` completes the error message. */
interface OperandRule {
  readonly allows: (operand: unknown) => boolean;
  readonly must: string;
}

const isText = (operand: unknown): boolean => typeof operand === 'string';
const isFlag = (operand: unknown): boolean => typeof operand === 'boolean';
const isScalar = (operand: unknown): boolean =>
  operand === null || typeof operand !== 'object' || isNumeric(operand);

const isTextOrListOf = (isElement: (element: unknown) => boolean) => (operand: unknown) =>
  isText(operand) || (Array.isArray(operand) && operand.every(isElement));

const anything: OperandRule = { allows: () => true, must: 'be JSON' };
const ordered: OperandRule = {
  allows: (operand) => isNumeric(operand) || isText(operand),
  must: 'be a number or a string',
};
const membership: OperandRule = {
  allows: isTextOrListOf(isScalar),
  must: 'be a string or a list of strings, numbers, booleans and nulls',
};
const affix: OperandRule = {
  allows: isTextOrListOf(isText),
  must: 'be a string or a list of strings',
};
const flag: OperandRule = { allows: isFlag, must: 'be a boolean' };

/** The comparison operators, as in Outpost, and the operands that each accepts. */
export const COMPARISONS = {
  $eq: anything,
  $neq: anything,
  $gt: ordered,
  $gte: ordered,
  $lt: ordered,
  $lte: ordered,
  $in: membership,
  $nin: membership,
  $startsWith: affix,
  $endsWith: affix,
  $exist: flag,
} satisfies Record<string, OperandRule>;
export type Comparison = keyof typeof COMPARISONS;

const COMBINATIONS = { $or: 'a list', $and: 'a list', $not: 'one' } as const;

/**
 * The operators that combine filters. `$or` and `$and` take a list of filters, `$not` takes one.
 */
export type Combination = keyof typeof COMBINATIONS;

export const isComparison = (name: string): name is Comparison => Object.hasOwn(COMPARISONS, name);

export const isCombination = (name: string): name is Combination =>
  Object.hasOwn(COMBINATIONS, name);

/** All operators, for messages and documentation. */
export const OPERATORS = [...Object.keys(COMPARISONS), ...Object.keys(COMBINATIONS)].join(', ');

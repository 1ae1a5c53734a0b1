import {
  anything,
  either,
  elementOf,
  type Foresee,
  isAlways,
  json,
  list,
  listOf,
  nothing,
  type Piece,
  type Possible,
  some,
  text,
  unlessItFails,
  without,
} from './possible.ts';
import { argumentError } from './template-errors.ts';
import { type Expression, TemplateError } from './template-expression.ts';
import { parameterAt, signatureOf } from './template-parameters.ts';
import { anyTime } from './template-selections.ts';
import type { Kind } from './template-values.ts';

type Call = Extract<Expression, { readonly type: 'Function' }>;
type Args = readonly (Possible | undefined)[];
type Result = (args: Args, see: Foresee) => Possible;

/**
 * Forecasts the result of a call. @throws TemplateError when an argument never has an accepted
 * type
 */
export const callForecast = ({ name, children }: Call, see: Foresee): Possible => {
  const args = children.map((child) => see(child));
  const signature = signatureOf(name);
  for (const [index, node] of children.entries()) {
    const given = args[index];
    if (signature === undefined || given === undefined) continue;
    const error = argumentError(name, parameterAt(signature, index), node, given);
    if (error !== undefined) throw new TemplateError(error);
  }
  const result = results.get(name);
  if (result) return result(name === 'map' ? args : args.map((one) => one && json(one)), see);
  return some(...(kinds.get(name) ?? [...anything.kinds]));
};

/** Result types of functions about whose results nothing else is known. */
const kinds: ReadonlyMap<string, readonly Kind[]> = new Map<string, readonly Kind[]>([
  ...['lower', 'upper', 'trim', 'trim_left', 'trim_right', 'replace', 'pad_left', 'pad_right'].map(
    (name) => [name, ['string']] as const,
  ),
  ...['type', 'sha256', 'md5', 'segment'].map((name) => [name, ['string']] as const),
  ...['abs', 'ceil', 'floor', 'sum', 'length'].map((name) => [name, ['number']] as const),
  ...['avg', 'find_first', 'find_last', 'to_number'].map(
    (name) => [name, ['number', 'null']] as const,
  ),
  ['starts_with', ['boolean']],
  ['ends_with', ['boolean']],
  ['contains', ['boolean', 'null']],
  ...['merge', 'from_items', 'group_by'].map((name) => [name, ['object']] as const),
  ...['items', 'values', 'zip'].map((name) => [name, ['array']] as const),
]);

const results: ReadonlyMap<string, Result> = new Map<string, Result>([
  ['join', ([glue, array]) => joined(glue, array)],
  ['to_string', ([value]) => (value && isAlways(value, 'string') ? value : some('string'))],
  ['not_null', (args) => firstPresent(args)],
  ['time_in', () => anyTime],
  ['to_array', ([value = anything]) => arrayOf(value)],
  ['map', ([reference, array = anything], see) => mapped(reference, array, see)],
  ['keys', () => listOf(some('string'))],
  ['split', () => listOf(some('string'))],
  ['sort', ([array = anything]) => listOf(elementOf(array))],
  ['sort_by', ([array = anything]) => listOf(elementOf(array))],
  ['reverse', ([value = anything]) => reversed(value)],
  ...['max', 'min', 'max_by', 'min_by'].map((name): [string, Result] => [
    name,
    ([array = anything]) => either(elementOf(array), nothing()),
  ]),
]);

/** The maximum number of pieces and characters of a text that is analysed. */
const maxPieces = 100;
const maxCharacters = 10_000;

const joined = (glue: Possible | undefined, array: Possible | undefined): Possible => {
  const elements = array?.elements;
  if (elements === undefined || !array || !isAlways(array, 'array')) return some('string');
  const between = glue?.text ?? [null];
  const pieces = elements.flatMap((element, index) => [
    ...(index === 0 ? [] : between),
    ...(element.text ?? [null]),
  ]);
  const merged = mergedPieces(pieces.slice(0, maxPieces + 1));
  const characters = merged.reduce((sum, piece) => sum + (piece?.length ?? 0), 0);
  return pieces.length > maxPieces || characters > maxCharacters ? some('string') : text(...merged);
};

/** Merges adjacent known pieces. */
const mergedPieces = (pieces: readonly Piece[]): Piece[] =>
  pieces.reduce<Piece[]>((all, piece) => {
    const last = all.at(-1);
    if (typeof last !== 'string' || piece === null) all.push(piece);
    else all[all.length - 1] = `${last}${piece}`;
    return all;
  }, []);

const firstPresent = (args: Args): Possible => {
  const taken: Possible[] = [];
  for (const arg of args) {
    const present = arg && without(arg, 'null');
    if (present) taken.push(present);
    if (arg && !arg.kinds.has('null')) return taken.reduce((a, b) => either(a, b));
  }
  return [...taken, nothing(args[0]?.why)].reduce((a, b) => either(a, b));
};

const arrayOf = (value: Possible): Possible => {
  if (isAlways(value, 'array')) return value;
  return value.kinds.has('array') ? some('array') : list([value]);
};

const mapped = (reference: Possible | undefined, array: Possible, see: Foresee): Possible => {
  const expression = reference?.expression;
  if (expression === undefined || !isAlways(array, 'array')) return some('array');
  const made = (element: Possible) => json(see(expression, element));
  if (array.elements) return list(array.elements.map(made));
  return unlessItFails(() => listOf(made(elementOf(array))), list([]));
};

const reversed = (value: Possible): Possible => {
  if (isAlways(value, 'array')) return listOf(elementOf(value));
  return some(...[...value.kinds].filter((kind) => kind === 'string' || kind === 'array'));
};

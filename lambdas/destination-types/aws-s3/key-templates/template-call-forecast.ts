import {
  anyValue,
  asJson,
  elementOf,
  exactList,
  type ForecastPart,
  isAlways,
  listOf,
  nullValue,
  ofKinds,
  type Piece,
  type PossibleValue,
  textValue,
  union,
  withFallback,
  withoutKind,
} from './possible-value.ts';
import { argumentError } from './template-errors.ts';
import { type Expression, TemplateError } from './template-expression.ts';
import { parameterAt, signatureOf } from './template-parameters.ts';
import { anyTime } from './template-selections.ts';
import type { Kind } from './template-values.ts';

type Call = Extract<Expression, { readonly type: 'Function' }>;
type Args = readonly (PossibleValue | undefined)[];
type ForecastResult = (args: Args, forecastPart: ForecastPart) => PossibleValue;

/**
 * Forecasts the result of a call. @throws TemplateError when an argument never has an accepted
 * type
 */
export const callForecast = (
  { name, children }: Call,
  forecastPart: ForecastPart,
): PossibleValue => {
  const args = children.map((child) => forecastPart(child));
  const signature = signatureOf(name);
  for (const [index, node] of children.entries()) {
    const given = args[index];
    if (signature === undefined || given === undefined) continue;
    const error = argumentError(name, parameterAt(signature, index), node, given);
    if (error !== undefined) throw new TemplateError(error);
  }
  const result = resultForecasts.get(name);
  if (result)
    return result(name === 'map' ? args : args.map((one) => one && asJson(one)), forecastPart);
  return ofKinds(...(resultKinds.get(name) ?? [...anyValue.kinds]));
};

/** Result types of functions about whose results nothing else is known. */
const resultKinds: ReadonlyMap<string, readonly Kind[]> = new Map<string, readonly Kind[]>([
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

const resultForecasts: ReadonlyMap<string, ForecastResult> = new Map<string, ForecastResult>([
  ['join', ([glue, array]) => forecastJoin(glue, array)],
  ['to_string', ([value]) => (value && isAlways(value, 'string') ? value : ofKinds('string'))],
  ['not_null', (args) => forecastNotNull(args)],
  ['time_in', () => anyTime],
  ['to_array', ([value = anyValue]) => forecastToArray(value)],
  [
    'map',
    ([reference, array = anyValue], forecastPart) => forecastMap(reference, array, forecastPart),
  ],
  ['keys', () => listOf(ofKinds('string'))],
  ['split', () => listOf(ofKinds('string'))],
  ['sort', ([array = anyValue]) => listOf(elementOf(array))],
  ['sort_by', ([array = anyValue]) => listOf(elementOf(array))],
  ['reverse', ([value = anyValue]) => forecastReverse(value)],
  ...['max', 'min', 'max_by', 'min_by'].map((name): [string, ForecastResult] => [
    name,
    ([array = anyValue]) => union(elementOf(array), nullValue()),
  ]),
]);

/** The maximum number of pieces and characters of a text that is analysed. */
const maxPieces = 100;
const maxCharacters = 10_000;

const forecastJoin = (
  glue: PossibleValue | undefined,
  array: PossibleValue | undefined,
): PossibleValue => {
  const elements = array?.elements;
  if (elements === undefined || !array || !isAlways(array, 'array')) return ofKinds('string');
  const separator = glue?.text ?? [null];
  const pieces = elements.flatMap((element, index) => [
    ...(index === 0 ? [] : separator),
    ...(element.text ?? [null]),
  ]);
  const merged = mergedPieces(pieces.slice(0, maxPieces + 1));
  const characters = merged.reduce((sum, piece) => sum + (piece?.length ?? 0), 0);
  return pieces.length > maxPieces || characters > maxCharacters
    ? ofKinds('string')
    : textValue(...merged);
};

/** Merges adjacent known pieces. */
const mergedPieces = (pieces: readonly Piece[]): Piece[] =>
  pieces.reduce<Piece[]>((all, piece) => {
    const last = all.at(-1);
    if (typeof last !== 'string' || piece === null) all.push(piece);
    else all[all.length - 1] = `${last}${piece}`;
    return all;
  }, []);

const forecastNotNull = (args: Args): PossibleValue => {
  const candidates: PossibleValue[] = [];
  for (const arg of args) {
    const present = arg && withoutKind(arg, 'null');
    if (present) candidates.push(present);
    if (arg && !arg.kinds.has('null')) return candidates.reduce((a, b) => union(a, b));
  }
  return [...candidates, nullValue(args[0]?.nullReason)].reduce((a, b) => union(a, b));
};

const forecastToArray = (value: PossibleValue): PossibleValue => {
  if (isAlways(value, 'array')) return value;
  return value.kinds.has('array') ? ofKinds('array') : exactList([value]);
};

const forecastMap = (
  reference: PossibleValue | undefined,
  array: PossibleValue,
  forecastPart: ForecastPart,
): PossibleValue => {
  const expression = reference?.expression;
  if (expression === undefined || !isAlways(array, 'array')) return ofKinds('array');
  const mapElement = (element: PossibleValue) => asJson(forecastPart(expression, element));
  if (array.elements) return exactList(array.elements.map(mapElement));
  return withFallback(() => listOf(mapElement(elementOf(array))), exactList([]));
};

const forecastReverse = (value: PossibleValue): PossibleValue => {
  if (isAlways(value, 'array')) return listOf(elementOf(value));
  return ofKinds(...[...value.kinds].filter((kind) => kind === 'string' || kind === 'array'));
};

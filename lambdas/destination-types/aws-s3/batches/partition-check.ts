import type { Settings, WritableEvent } from '../../destination-type.ts';
import { keyText, validPrefix } from '../key-templates/key-rules.ts';
import { compileKeyTemplate } from '../key-templates/key-template.ts';
import { zonesError } from '../key-templates/template-calls.ts';
import { kindClause } from '../key-templates/template-errors.ts';
import {
  childrenOf,
  type Expression,
  TemplateError,
} from '../key-templates/template-expression.ts';
import { constantValue, forecast, isConstant } from '../key-templates/template-forecast.ts';
import { quoted } from '../key-templates/template-text.ts';
import { NULL_PARTITION, renderPartition } from './partition.ts';
import {
  asPartition,
  certainPartitionError,
  maxPartitionBytes,
  partitionError,
} from './partition-rules.ts';

/**
 * Returns a validation error, phrased to follow `config.partition`; undefined when the expression can be
 * stored.
 */
export const partitionTemplateError = (template: string, config: Settings): string | undefined => {
  const compiled = compileKeyTemplate(template, 'partition');
  if ('error' in compiled) return compiled.error;
  const { expression } = compiled;
  const zoneError = zonesError(expression);
  if (zoneError !== undefined) return zoneError;
  const error = certainError(expression, maxPartitionBytes(validPrefix(config)));
  return error === undefined
    ? cardinalityError(expression, { ...config, partition: template })
    : `cannot evaluate to a partition for any event: ${error}`;
};

const certainError = (template: Expression, max: number): string | undefined => {
  try {
    if (isConstant(template)) return errorOfConstant(template, max);
    const result = forecast(template);
    if (result === undefined || result.kinds.has('number') || result.kinds.has('boolean')) {
      return undefined;
    }
    if (!result.kinds.has('string')) return kindClause(quoted(template), result);
    const error = result.text && certainPartitionError(result.text, max);
    return error && `it evaluates to ${error}`;
  } catch (error) {
    if (error instanceof TemplateError) return error.message;
    throw error;
  }
};

const errorOfConstant = (template: Expression, max: number): string | undefined => {
  const text = keyText(constantValue(template));
  if (text === undefined) return `${quoted(template)} is not a string`;
  const error = partitionError(asPartition(text), max);
  return error && `${quoted(template)} is ${error}`;
};

/**
 * Returns the error of an expression that puts each event, or the events of each second, into a
 * separate partition, and thus a separate object.
 */
const cardinalityError = (expression: Expression, config: Settings): string | undefined => {
  // The template reports an invalid zone of its own field.
  const target = { config: { ...config, time_zone: '' }, delivery_metadata: {} };
  const render = (event: WritableEvent): string => {
    const rendered = renderPartition(event, target);
    return rendered === 'undecided' ? NULL_PARTITION : rendered.partition;
  };
  for (const sample of sampleEventsFor(expression)) {
    const usual = render(sample);
    if (render({ ...sample, id: 'evt_2' }) !== usual) {
      return "must not depend on the event's id: each event would be an object of its own";
    }
    if (render({ ...sample, time: '2024-01-02T12:30:16Z' }) !== usual) {
      return 'must not differ between events that are one second apart: the objects would be small';
    }
  }
  return undefined;
};

/** In no time zone, a minute ends after this second. */
const sample: WritableEvent = {
  id: 'evt_1',
  topic: 'sample',
  time: '2024-01-02T12:30:15Z',
  metadata: {},
  data: '{}',
};

/** Members by name; none for a text. */
interface Members extends Map<string, Members> {}

/**
 * Returns sample events to evaluate an expression for: one without data and metadata, and one with a text
 * for all of it that the expression reads. Expressions often require these members, or replace them if they
 * are missing.
 */
const sampleEventsFor = (expression: Expression): WritableEvent[] => {
  const read: Members = new Map();
  for (const path of pathsIn(expression)) addPath(read, path);
  const metadata = [...(read.get('metadata')?.keys() ?? [])].map((name) => [name, 'x'] as const);
  const data = read.get('data');
  return [
    sample,
    { ...sample, metadata: Object.fromEntries(metadata), data: data ? jsonOf(data) : '{}' },
  ];
};

/** The paths of members that an expression reads, such as `data.customer.country`. */
const pathsIn = (node: Expression): string[][] => {
  const path = pathOf(node);
  return path === undefined ? childrenOf(node).flatMap(pathsIn) : [path];
};

const pathOf = (node: Expression): string[] | undefined => {
  if (node.type === 'Field') return [node.name];
  if (node.type !== 'Subexpression') return undefined;
  const [left, right] = [pathOf(node.left), pathOf(node.right)];
  return left && right && [...left, ...right];
};

const addPath = (members: Members, [name, ...rest]: readonly string[]): void => {
  if (name === undefined) return;
  const member: Members = members.get(name) ?? new Map();
  members.set(name, member);
  addPath(member, rest);
};

const jsonOf = (members: Members): string =>
  members.size === 0
    ? '"x"'
    : `{${[...members].map(([name, member]) => `${JSON.stringify(name)}:${jsonOf(member)}`).join(',')}}`;

import type { Settings, WritableEvent } from '../../destination-type.ts';
import { keyText } from '../key-rules.ts';
import { compileKeyTemplate } from '../key-template.ts';
import { validPrefix } from '../prefix.ts';
import { zonesError } from '../template-calls.ts';
import { kindClause } from '../template-errors.ts';
import { type Expression, TemplateError } from '../template-expression.ts';
import { constantValue, forecast, isConstant } from '../template-forecast.ts';
import { quoted } from '../template-text.ts';
import { NULL_PARTITION, renderPartition } from './partition.ts';
import {
  asPartition,
  certainPartitionError,
  maxPartitionBytes,
  partitionError,
} from './partition-rules.ts';
import { sampleEventsFor } from './partition-samples.ts';

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
    ? splinterError(expression, { ...config, partition: template })
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
 * Returns why an expression gives a partition, and thus an object, to each event or second, which is what
 * batches are to avoid.
 */
const splinterError = (expression: Expression, config: Settings): string | undefined => {
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

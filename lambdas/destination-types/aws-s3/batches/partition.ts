import type { JSONValue } from '@jmespath-community/jmespath';
import type { Placement } from '../../batching.ts';
import type { ObjectTarget, Settings, WritableEvent } from '../../destination-type.ts';
import { eventTime } from '../key-templates/event-time.ts';
import { keyText } from '../key-templates/key-rules.ts';
import { compileKeyTemplate } from '../key-templates/key-template.ts';
import { OverTemplateBudget, TemplateBudget } from '../key-templates/template-budget.ts';
import type { Expression } from '../key-templates/template-expression.ts';
import { evaluate } from '../key-templates/template-interpreter.ts';
import { templateRoot } from '../key-templates/template-root.ts';
import { templateMetadata } from '../object-metadata.ts';
import { batchLimits } from './batch-limits.ts';
import { asPartition, maxPartitionBytes, partitionError } from './partition-rules.ts';

/** The day of the event. */
export const DEFAULT_PARTITION = `join('', ['date=', time.date, '/'])`;

/** Query engines read this name as null. */
export const NULL_PARTITION = '__HIVE_DEFAULT_PARTITION__/';

/**
 * Steps to parse data. They do not count towards the limit of the expression, because the data determines
 * them.
 */
const STEPS_PER_CHARACTER = 0.1;

/** The partition of an event, and the steps that it took; `undecided` when it took too many. */
export type RenderedPartition =
  | { readonly partition: string; readonly steps: number }
  | 'undecided';

/**
 * Renders the partition of an event. It depends on the event and the config only. If the expression has no
 * valid result for this event, because data is missing or has another type, the partition is that of null,
 * and the event is still delivered.
 */
export const renderPartition = (
  event: WritableEvent,
  { config, delivery_metadata }: ObjectTarget,
): RenderedPartition => {
  const { partition: template = '' } = config;
  if (template === '' || template === DEFAULT_PARTITION) {
    return { partition: `date=${eventTime(event.time, zoneOf(config)).date}/`, steps: 0 };
  }
  const compiled = compileKeyTemplate(template);
  const budget = new TemplateBudget();
  let parsing = 0;
  if ('error' in compiled) return { partition: NULL_PARTITION, steps: 0 };
  const root = templateRoot(event, templateMetadata(event, delivery_metadata), {
    zone: zoneOf(config),
    onParse: ({ length }) => {
      parsing = length * STEPS_PER_CHARACTER;
    },
  });
  const partition = partitionFrom(compiled.expression, root, budget);
  if (partition === 'undecided') return partition;
  const isValid =
    partition !== undefined &&
    partitionError(partition, maxPartitionBytes(config.prefix)) === undefined;
  return { partition: isValid ? partition : NULL_PARTITION, steps: budget.steps + parsing };
};

/** The zone of the times in partitions and keys. */
export const zoneOf = ({ time_zone }: Settings): string => time_zone || 'UTC';

const partitionFrom = (
  expression: Expression,
  root: JSONValue,
  budget: TemplateBudget,
): string | 'undecided' | undefined => {
  try {
    const text = keyText(evaluate(expression, root, budget));
    return text === undefined ? undefined : asPartition(text);
  } catch (error) {
    if (error instanceof OverTemplateBudget) return 'undecided';
    if (error instanceof Error) return undefined;
    throw error;
  }
};

/** Returns where a destination that receives batches collects an event. */
export const placementOf = (
  event: WritableEvent,
  target: ObjectTarget,
): Placement | 'undecided' => {
  const rendered = renderPartition(event, target);
  return rendered === 'undecided' ? rendered : { ...rendered, limits: batchLimits(target.config) };
};

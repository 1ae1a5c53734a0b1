import { MAX_PROCESSES } from '../functions/function-pool.ts';
import type { FindFunction } from '../functions/functions.ts';
import { LocalStackError } from '../local-stack-error.ts';
import type { Log } from '../log.ts';
import type { Found } from '../template/read-resources.ts';
import { type EventSource, pollQueue } from './event-source.ts';
import type { MappingProperties } from './mappings.ts';
import type { QueueProperties } from './queues.ts';
import type { SqsCalls } from './sqs-calls.ts';

/** Lambda starts with five concurrent batches if a mapping sets no maximum. */
const DEFAULT_CONCURRENCY = 5;

interface Start {
  readonly sqs: SqsCalls;
  readonly opened: AsyncDisposableStack;
  readonly log: Log;
  /** The longest batching window. @default - that of each mapping */
  readonly windowSeconds: number | undefined;
}

/** Starts polling for all mappings. */
export const startEventSources = (
  mappings: readonly Found<MappingProperties>[],
  queues: readonly Found<QueueProperties>[],
  find: FindFunction,
  { sqs, opened, log, windowSeconds = Number.POSITIVE_INFINITY }: Start,
): void => {
  const stopping = new AbortController();
  opened.defer(() => stopping.abort());
  for (const { properties } of mappings.filter(({ properties }) => properties.Enabled)) {
    const source = eventSource(properties, queues, find);
    const seconds = Math.min(source.windowSeconds, windowSeconds);
    pollQueue({ ...source, windowSeconds: seconds }, sqs, stopping.signal, log);
  }
};

const eventSource = (
  mapping: MappingProperties,
  queues: readonly Found<QueueProperties>[],
  find: FindFunction,
): EventSource => {
  const { fn, pool } = find(mapping.FunctionName);
  const queue = queues.find(({ attributes }) => attributes.Arn === mapping.EventSourceArn);
  if (queue === undefined)
    throw new LocalStackError(`the template has no queue ${mapping.EventSourceArn}`);
  if (queue.properties.VisibilityTimeout < fn.timeoutSeconds) {
    throw new LocalStackError(
      `Lambda rejects ${fn.name} on ${queue.name}: its timeout of ${fn.timeoutSeconds} s exceeds ` +
        `the queue's visibility timeout of ${queue.properties.VisibilityTimeout} s`,
    );
  }
  const concurrency = mapping.ScalingConfig?.MaximumConcurrency ?? DEFAULT_CONCURRENCY;
  return {
    name: fn.title,
    queueUrl: queue.ref,
    queueArn: mapping.EventSourceArn,
    batchSize: mapping.BatchSize,
    windowSeconds: mapping.MaximumBatchingWindowInSeconds,
    concurrency: Math.min(concurrency, MAX_PROCESSES),
    reportsFailures: mapping.FunctionResponseTypes.length > 0,
    invoke: (event) => pool.invoke(event),
  };
};

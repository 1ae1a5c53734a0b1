import { settingDocs } from './setting-docs.ts';
import { wholeNumber } from './values.ts';

/** Lambda's memory range in MB. CPU grows with memory: 1,769 MB is one full core. */
const MEMORY_MB = { min: 128, max: 10_240 };

/** With less than five seconds, a cold start and one slow AWS call leave no time for the work. */
const MIN_TIMEOUT_SECONDS = 5;

/** An HTTP API times out after 30 seconds; the function must respond before that. */
const MAX_API_TIMEOUT_SECONDS = 29;

/** A message whose consumer died becomes visible after six times this: 12 minutes here. */
const MAX_WORKER_TIMEOUT_SECONDS = 120;

/**
 * A run of the collector queues the delivery of a batch before it writes the batch. The run must have ended
 * when the batch-deliverer reads the batch, at least 35 seconds later.
 */
const MAX_COLLECTOR_TIMEOUT_SECONDS = 30;

/** The largest batch and its object take most of this memory. */
const BATCH_DELIVERER = { memoryMb: 1024, timeoutSeconds: 60 } as const;

/** One run takes up to 6 MB of references. With two, one can start while the other ends. */
const DEFAULT_COLLECTOR_CONCURRENCY = 2;

/** The releaser runs every minute; runs up to this length do not overlap. */
const MAX_RELEASER_TIMEOUT_SECONDS = 60;

/** The range of `MaximumConcurrency` for SQS event sources. */
const CONCURRENCY = { min: 2, max: 1000 };

const memory = (name: string, fallback: number) =>
  wholeNumber(MEMORY_MB.min, MEMORY_MB.max)
    .default(fallback)
    .register(settingDocs, {
      meaning: `Memory of the ${name} function in MB. CPU is allocated in proportion.`,
      allowed: `a whole number from ${MEMORY_MB.min} to ${MEMORY_MB.max}`,
      fallback: `\`${fallback}\``,
      example: String(fallback),
    });

const timeout = (fallback: number, max: number, meaning: string) =>
  wholeNumber(MIN_TIMEOUT_SECONDS, max)
    .default(fallback)
    .register(settingDocs, {
      meaning,
      allowed: `a whole number from ${MIN_TIMEOUT_SECONDS} to ${max}`,
      fallback: `\`${fallback}\``,
      example: String(fallback),
    });

const workerTimeout = (name: string, message: string) =>
  timeout(
    30,
    MAX_WORKER_TIMEOUT_SECONDS,
    `Timeout of the ${name} function in seconds. ${message} whose run crashed or timed out is retried after six times this.`,
  );

const concurrency = (name: string) =>
  wholeNumber(CONCURRENCY.min, CONCURRENCY.max)
    .optional()
    .register(settingDocs, {
      meaning: `Maximum concurrent runs of the ${name} function.`,
      allowed: `a whole number from ${CONCURRENCY.min} to ${CONCURRENCY.max}`,
      fallback: "the account's concurrency limit",
      example: '50',
    });

/** 100 concurrent deliveries: 10 per second to destinations that take 10 seconds each. */
const DEFAULT_SLOW_QUEUE_CONCURRENCY = 10;

/** The sizes of the functions. */
export const functionSettings = {
  apiMemoryMb: memory('api', 512),
  routerMemoryMb: memory('router', 512),
  delivererMemoryMb: memory('deliverer', 1024),
  collectorMemoryMb: memory('collector', 512),
  batchDelivererMemoryMb: memory('batch-deliverer', BATCH_DELIVERER.memoryMb),
  verifierMemoryMb: memory('verifier', 256),
  retrierMemoryMb: memory('retrier', 512),
  eraserMemoryMb: memory('eraser', 512),
  releaserMemoryMb: memory('releaser', 512),
  dispatcherMemoryMb: memory('dispatcher', 256),
  apiTimeoutSeconds: timeout(
    MAX_API_TIMEOUT_SECONDS,
    MAX_API_TIMEOUT_SECONDS,
    'Timeout of the api function in seconds.',
  ),
  routerTimeoutSeconds: workerTimeout('router', 'An event'),
  delivererTimeoutSeconds: workerTimeout('deliverer', 'A delivery'),
  collectorTimeoutSeconds: timeout(
    MAX_COLLECTOR_TIMEOUT_SECONDS,
    MAX_COLLECTOR_TIMEOUT_SECONDS,
    'Timeout of the collector function in seconds. Events for batches whose run crashed or timed out are collected after six times this.',
  ),
  batchDelivererTimeoutSeconds: timeout(
    BATCH_DELIVERER.timeoutSeconds,
    MAX_WORKER_TIMEOUT_SECONDS,
    'Timeout of the batch-deliverer function in seconds. A batch whose run crashed or timed out is retried after six times this.',
  ),
  verifierTimeoutSeconds: workerTimeout('verifier', 'A verification'),
  retrierTimeoutSeconds: workerTimeout('retrier', 'A step of a bulk retry'),
  eraserTimeoutSeconds: workerTimeout('eraser', 'A step of an erasure'),
  dispatcherTimeoutSeconds: workerTimeout('dispatcher', 'An operator event'),
  releaserTimeoutSeconds: timeout(
    55,
    MAX_RELEASER_TIMEOUT_SECONDS,
    'Timeout of the releaser function in seconds. It runs every minute.',
  ),
  routerConcurrency: concurrency('router'),
  delivererConcurrency: concurrency('deliverer'),
  slowQueueConcurrency: wholeNumber(CONCURRENCY.min, CONCURRENCY.max)
    .default(DEFAULT_SLOW_QUEUE_CONCURRENCY)
    .register(settingDocs, {
      meaning:
        'Maximum concurrent runs of the deliverer function for slow destinations, in addition to `delivererConcurrency`. Each run makes up to ten deliveries at a time.',
      allowed: `a whole number from ${CONCURRENCY.min} to ${CONCURRENCY.max}`,
      fallback: `\`${DEFAULT_SLOW_QUEUE_CONCURRENCY}\``,
      example: '20',
    }),
  collectorConcurrency: wholeNumber(CONCURRENCY.min, CONCURRENCY.max)
    .default(DEFAULT_COLLECTOR_CONCURRENCY)
    .register(settingDocs, {
      meaning:
        'Maximum concurrent runs of the collector function. More runs collect more events per second, but put fewer events into each write.',
      allowed: `a whole number from ${CONCURRENCY.min} to ${CONCURRENCY.max}`,
      fallback: `\`${DEFAULT_COLLECTOR_CONCURRENCY}\``,
      example: '4',
    }),
  batchDelivererConcurrency: concurrency('batch-deliverer'),
  verifierConcurrency: concurrency('verifier'),
  retrierConcurrency: concurrency('retrier'),
  eraserConcurrency: concurrency('eraser'),
  dispatcherConcurrency: concurrency('dispatcher'),
};

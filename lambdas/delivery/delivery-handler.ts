import type { SQSRecord } from 'aws-lambda';
import type { AttemptStore } from '../attempts/attempt-store.dynamo.ts';
import type { DestinationStore } from '../destinations/destination-store.dynamo.ts';
import { type WriteRollupsDeps, writeRollups } from '../metrics/rollup-counters.ts';
import type { Outbox } from '../operator-events/outbox.ts';
import type { AdaptiveLimit } from '../platform/sqs/adaptive-concurrency.ts';
import type { ThrottleSignal } from '../platform/sqs/batch-throttle.ts';
import { type DeadLetters, sqsHandler } from '../platform/sqs/sqs-handler.ts';
import { type DestinationReads, destinationReads } from './deliver.ts';

/** Dependencies of {@link deliveryHandler}. */
export interface DeliveryHandlerDeps extends WriteRollupsDeps {
  readonly destinations: DestinationStore;
  readonly attempts: AttemptStore;
  readonly outbox: Outbox;
  readonly deadLetters: DeadLetters;
  /** Limits the concurrent deliveries to each destination. */
  readonly limits: AdaptiveLimit;
}

/** How the messages of one queue are handled. */
interface DeliveryQueueSteps<Deps> {
  /** Makes the attempt of a message. Returns the backpressure signal for others to the same destination. */
  readonly deliver: (
    deps: Deps & { readonly reads: DestinationReads },
    record: SQSRecord,
    signal: AbortSignal,
  ) => Promise<ThrottleSignal | undefined>;
  /** Defers a message whose destination is slow or overloaded. */
  readonly defer: (record: SQSRecord) => Promise<void>;
}

/**
 * Creates the handler of a queue of deliveries. A run reads each destination once, records attempts that
 * end at the same time together, and writes its rollups and operator events at the end.
 */
export const deliveryHandler = <Deps extends DeliveryHandlerDeps>(
  deps: Deps,
  { deliver, defer }: DeliveryQueueSteps<Deps>,
) =>
  sqsHandler({
    beginRun: () => {
      const attempts = deps.attempts.batching();
      const run = { ...deps, attempts, reads: destinationReads(deps.destinations) };
      return async (record, signal, reportThrottling) => {
        const throttling = await attempts.run(() => deliver(run, record, signal));
        if (throttling) reportThrottling(throttling);
      };
    },
    deadLetters: deps.deadLetters,
    afterBatch: async (signal) => {
      await Promise.all([writeRollups(deps, signal), deps.outbox.flush(signal)]);
    },
    throttling: { limits: deps.limits, defer },
  });

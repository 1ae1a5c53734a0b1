import type { Batching } from '../platform/batcher.ts';
import type { Capacity } from '../platform/split.ts';
import type { SendBatch } from '../platform/sqs/queue.sqs.ts';
import type { BatchLimits, Reference } from './next-slot.ts';

/** An event on its way into a batch of one destination. */
export interface Referral {
  /** The key of one incarnation of the tenant. */
  readonly tenantKey: string;
  /** The key of one incarnation of the destination. */
  readonly destinationKey: string;
  readonly partition: string;
  readonly limits: BatchLimits;
  readonly reference: Reference;
}

/**
 * The capacity of one message. SQS bills each 64 KB of a message as a request, and redelivers a failed
 * message as a whole.
 */
const MESSAGE_CAPACITY: Capacity = { items: 100, bytes: 60_000 };

/** Collecting takes seconds, so this wait for other events of the run does not matter. */
const MAX_WAIT_MS = 50;

/** The names of fields, quotes and the like around the values of a referral. */
const OVERHEAD_BYTES = 160;

/** Puts many referrals into each message of the batch queue. */
export const referralBatching = (sendBatch: SendBatch): Batching<Referral> => ({
  capacity: MESSAGE_CAPACITY,
  bytesOf: referralBytes,
  maxWaitMs: MAX_WAIT_MS,
  send: async (batch) => {
    const message = { body: encodeReferrals(batch), group: batch[0]?.tenantKey ?? '' };
    const [error] = await sendBatch([message]);
    return batch.map(() => error);
  },
});

/** Referrals to the same destination and partition share a chunk, which has their common fields once. */
function encodeReferrals(batch: readonly Referral[]): string {
  const groups = Map.groupBy(batch, ({ tenantKey, destinationKey, partition, limits }) =>
    JSON.stringify([tenantKey, destinationKey, partition, limits]),
  );
  const chunks = [...groups.values()].flatMap((referrals) => {
    const [first] = referrals;
    if (!first) return [];
    const { tenantKey, destinationKey, partition, limits } = first;
    const { events, bytes, seconds } = limits;
    return {
      tenant: tenantKey,
      destination: destinationKey,
      partition,
      limits: [events, bytes, seconds],
      refs: referrals.map(({ reference }) => [reference.id, reference.acceptedAt, reference.bytes]),
    };
  });
  return JSON.stringify({ chunks });
}

/** An upper bound: the referral may share most of this with others. */
const referralBytes = ({ tenantKey, destinationKey, partition, reference }: Referral): number =>
  OVERHEAD_BYTES +
  [tenantKey, destinationKey, partition, reference.id]
    .map((text) => Buffer.byteLength(JSON.stringify(text)))
    .reduce((sum, length) => sum + length);

import * as z from 'zod';
import { readMessage } from '../platform/sqs/queue-message.ts';
import type { Chunk } from './append.ts';

const count = z.int('must be a whole number').min(0, 'must be 0 or more');

/** A message of the batch queue, as `referral.ts` builds it. */
const ReferralMessage = z.object({
  chunks: z.array(
    z.object({
      tenant: z.string(),
      destination: z.string(),
      partition: z.string(),
      /** Events, bytes and seconds of a batch, at most. */
      limits: z.tuple([count.min(1), count.min(1), count]),
      /** The id of an event, when it was accepted, and its bytes. */
      refs: z.array(z.tuple([z.string(), z.iso.datetime(), count])),
    }),
  ),
});

/**
 * Returns the references in a message, as chunks of one log each.
 *
 * @throws InvalidMessageError naming the validation errors
 */
export const readReferrals = (body: string): Chunk[] =>
  readMessage(ReferralMessage, body).chunks.flatMap((chunk) => {
    const [events, bytes, seconds] = chunk.limits;
    const references = chunk.refs.map(([id, acceptedAt, size]) => ({
      id,
      acceptedAt,
      bytes: size,
    }));
    const days = Map.groupBy(references, ({ acceptedAt }) => acceptedAt.slice(0, DAY_LENGTH));
    return [...days.values()].map((ofDay) => ({
      tenantKey: chunk.tenant,
      destinationKey: chunk.destination,
      partition: chunk.partition,
      limits: { events, bytes, seconds },
      references: ofDay,
    }));
  });

const DAY_LENGTH = 'yyyy-mm-dd'.length;

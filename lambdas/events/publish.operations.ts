import { z } from 'zod';
import { refused } from '../runtime/error-body.ts';
import type { Operation } from '../runtime/operation.ts';
import { EventId, EventInput } from './event.ts';
import { BatchBody, DocumentedBatch } from './publish-batch.ts';
import { PublishedBody } from './publishing.ts';

const tag = 'Publishing';

/** Publishes an event. */
export const publishEvent: Operation = {
  method: 'POST',
  path: '/api/v1/publish',
  doc: {
    operationId: 'publishEvent',
    tag,
    summary: 'Publish an event',
    description:
      'Answered when its deliveries are in the queue. Publishing it again, with its id, loses nothing and delivers nothing twice.',
    headers: z.object({
      'Idempotency-Key': EventId.meta({ description: 'Another way to give the event’s `id`.' }),
    }),
    body: EventInput,
    answers: {
      202: { description: 'The event is accepted.', schema: PublishedBody },
      413: refused('The event comes to more than 262,144 bytes, all of it as JSON.'),
    },
  },
};

/** Publishes many events. */
export const publishEvents: Operation = {
  method: 'POST',
  path: '/api/v1/publish/batch',
  doc: {
    operationId: 'publishEvents',
    tag,
    summary: 'Publish a batch of events',
    description: 'Each event is accepted or refused on its own.',
    body: DocumentedBatch,
    answers: {
      202: { description: 'All of them are accepted.', schema: BatchBody },
      207: {
        description:
          'Some are not accepted: the `status` of each says why, as if it had come alone.',
        schema: BatchBody,
      },
    },
  },
};

/** Lists the topics. */
export const listTopics: Operation = {
  method: 'GET',
  path: '/api/v1/topics',
  doc: {
    operationId: 'listTopics',
    tag,
    summary: 'List topics',
    answers: {
      200: {
        description: 'The topics there are; none when any topic goes.',
        schema: z.array(z.string()),
      },
    },
  },
};

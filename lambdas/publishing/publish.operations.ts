import { z } from 'zod';
import { EventId, EventInput } from '../events/event.ts';
import { errorDoc, HttpErrorBody } from '../platform/http/error-body.ts';
import type { Operation } from '../platform/http/operation.ts';
import { PublishedBody } from './published.ts';

const tag = 'Publishing';

/**
 * The maximum number of events in one request. Together they share the size limit of one publish.
 */
const MOST_EVENTS = 100;

const batchOf = <Item extends z.ZodType>(item: Item) =>
  z.object({
    events: z
      .array(item)
      .min(1, 'must not be empty')
      .max(MOST_EVENTS, `must have at most ${MOST_EVENTS} events`),
  });

/** Leaves the events unvalidated. Each is validated on its own, so an invalid one fails alone. */
export const BatchInput = batchOf(z.unknown());

/** The body of a batch as documented in OpenAPI. */
const DocumentedBatch = batchOf(EventInput).meta({ id: 'BatchInput' });

/** The results of a batch, one per event. */
export const BatchBody = z
  .object({
    results: z
      .array(z.union([PublishedBody.extend({ status: z.literal(202) }), HttpErrorBody]))
      .meta({ description: 'One for each event, in its place.' }),
  })
  .meta({ id: 'BatchResults' });
export type BatchBody = z.output<typeof BatchBody>;

/** The OpenAPI description of the 413 response. */
export const TOO_LARGE =
  'The event comes to more than 5,000,000 bytes, all of it as JSON, or to more than 262,144 without its `data`.';

/** Publishes an event. */
export const publishEvent: Operation = {
  method: 'POST',
  path: '/api/v1/publish',
  doc: {
    operationId: 'publishEvent',
    tag,
    summary: 'Publish an event',
    description:
      'Answered when its deliveries are in the queue. Publishing it again, with its id, loses nothing and delivers nothing twice.\n\nA request may have 6 MB, as JSON within JSON: each quote and backslash counts twice. An event of 3 MB always fits, one of 5 MB when at most a quarter of it are such characters; with another `Content-Type` than `application/json` the limit is 4.5 MB. What does not fit is answered 413, and goes by the queue.',
    headers: z.object({
      'Idempotency-Key': EventId.meta({ description: 'Another way to give the event’s `id`.' }),
    }),
    body: EventInput,
    answers: {
      202: { description: 'The event is accepted.', schema: PublishedBody },
      413: errorDoc(TOO_LARGE),
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

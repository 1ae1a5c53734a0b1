import * as z from 'zod';
import { EventId, EventInput } from '../events/event.ts';
import { errorDoc, HttpErrorBody, type Operation } from '../platform/http/operation.ts';

const tag = 'Publishing';

/** The result of a publish, as the API returns it. */
export const PublishedBody = z
  .object({
    id: z.string(),
    duplicate: z
      .boolean()
      .meta({ description: 'Whether the tenant had already published an event with this id.' }),
    destination_ids: z
      .array(z.string())
      .readonly()
      .meta({ description: 'The destinations that match the event.' }),
    parked_destination_ids: z.array(z.string()).readonly().optional().meta({
      description:
        'Disabled destinations that match the event. They receive it when they are enabled.',
    }),
  })
  .meta({ id: 'Published' });
export type PublishedBody = z.output<typeof PublishedBody>;

/**
 * The maximum number of events in one request. Together they share the size limit of one publish.
 */
const MAX_EVENTS = 100;

const batchSchema = <Item extends z.ZodType>(item: Item) =>
  z.object({
    events: z
      .array(item)
      .min(1, 'must not be empty')
      .max(MAX_EVENTS, `must have at most ${MAX_EVENTS} events`),
  });

/** Leaves the events unvalidated. Each is validated on its own, so an invalid one fails alone. */
export const BatchInput = batchSchema(z.unknown());

/** The body of a batch as documented in OpenAPI. */
const DocumentedBatch = batchSchema(EventInput).meta({ id: 'BatchInput' });

/** The results of a batch, one per event. */
export const BatchBody = z
  .object({
    results: z
      .array(z.union([PublishedBody.extend({ status: z.literal(202) }), HttpErrorBody]))
      .meta({ description: 'One result for each event, in the same order.' }),
  })
  .meta({ id: 'BatchResults' });
export type BatchBody = z.output<typeof BatchBody>;

/** The OpenAPI description of the 413 response. */
export const TOO_LARGE =
  'The event is larger than 5,000,000 bytes of JSON, or larger than 262,144 bytes without its `data`.';

export const publishEvent: Operation = {
  method: 'POST',
  path: '/api/v1/publish',
  access: 'apiKey',
  doc: {
    operationId: 'publishEvent',
    tag,
    summary: 'Publish an event',
    description:
      'Returns after the deliveries of the event are queued. Publishing it again with the same id is safe: nothing is lost or delivered twice.\n\nThe limit of a request is 6 MB after API Gateway has escaped it as a JSON string, in which each quote and backslash counts twice. An event of 3 MB always fits; an event of 5 MB fits if at most a quarter of it are such characters. With a `Content-Type` other than `application/json`, the limit is 4.5 MB. A larger request returns 413: send the event to the publish queue instead.',
    headers: z.object({
      'Idempotency-Key': EventId.meta({ description: 'Alternative to the event’s `id`.' }),
    }),
    body: EventInput,
    responses: {
      202: { description: 'The event is accepted.', schema: PublishedBody },
      413: errorDoc(TOO_LARGE),
    },
  },
};

export const publishEvents: Operation = {
  method: 'POST',
  path: '/api/v1/publish/batch',
  access: 'apiKey',
  doc: {
    operationId: 'publishEvents',
    tag,
    summary: 'Publish a batch of events',
    description: 'Each event is accepted or rejected individually.',
    body: DocumentedBatch,
    responses: {
      202: { description: 'All events are accepted.', schema: BatchBody },
      207: {
        description:
          'Some events are not accepted. Each `status` is the one that a single publish would return.',
        schema: BatchBody,
      },
    },
  },
};

export const listTopics: Operation = {
  method: 'GET',
  path: '/api/v1/topics',
  access: 'read',
  doc: {
    operationId: 'listTopics',
    tag,
    summary: 'List topics',
    responses: {
      200: {
        description: 'The topics of the stage; empty if any topic is accepted.',
        schema: z.array(z.string()),
      },
    },
  },
};

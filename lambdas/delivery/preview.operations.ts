import * as z from 'zod';
import { configJsonSchema, typeNames } from '../destination-types/config-json-schema.ts';
import { allCosts } from '../destination-types/registry.ts';
import { DestinationId } from '../destinations/destination.ts';
import { EventInput } from '../events/event.ts';
import { errorDoc, type Operation } from '../platform/http/operation.ts';
import { TOO_LARGE_RESPONSE } from '../platform/http/response-size.ts';
import { isJsonObject, JsonText } from '../platform/json/json.ts';
import { StringMap } from '../platform/json/string-map.ts';
import { TOO_LARGE } from '../publishing/publish.operations.ts';

const MAX_RATE = 1_000_000;
const NOT_A_RATE = `must be a number from 0 to ${MAX_RATE}`;

/** The most events of one preview. */
const MAX_EVENTS = 100;
const COUNT = `must have 1 to ${MAX_EVENTS} events`;

const SampleObject = z.custom<Readonly<Record<string, unknown>>>(isJsonObject, 'must be an object');

/** The request body of a preview. The events are parsed like those of a publish. */
export const PreviewInput = z.object({
  type: z.string().min(1, 'is required'),
  config: StringMap.nullish(),
  delivery_metadata: StringMap.nullish(),
  event: SampleObject.nullish(),
  events: z.array(SampleObject, 'must be a list').min(1, COUNT).max(MAX_EVENTS, COUNT).nullish(),
  events_per_second: z
    .number(NOT_A_RATE)
    .min(0, NOT_A_RATE)
    .max(MAX_RATE, NOT_A_RATE)
    .nullish()
    .meta({
      description:
        'The rate to compute the `cost` at. Default: the present rate of `destination_id`; without it, the preview has no cost.',
      example: 2.5,
    }),
  destination_id: DestinationId.nullish().meta({
    description:
      'A destination of the tenant, to compute the `cost` at its present rate. With an API key, `tenant_id` of the event, or of the first of `events`, names the tenant.',
  }),
});
export type PreviewInput = z.output<typeof PreviewInput>;

const strings = z.record(z.string(), z.string());

const Rate = z
  .object({
    events_per_second: z.number(),
    measured: z
      .object({
        start: z.string().meta({ format: 'date-time' }),
        end: z.string().meta({ format: 'date-time' }),
      })
      .optional()
      .meta({
        description:
          'The last 24 hours, or the time since the destination was created, in which the successful deliveries were counted. Absent for `events_per_second` of the request.',
      }),
  })
  .meta({ description: 'The rate that the cost is computed at.' });

const costs = allCosts().map(({ body }) => body);

const ObjectBody = z.object({
  key: z.string().meta({ description: 'The key that the object would have.' }),
  headers: strings.meta({ description: 'The headers that would be sent.' }),
  metadata: strings.meta({ description: 'The metadata that the object would have.' }),
});

const BatchObject = ObjectBody.extend({
  partition: z.string().meta({ description: 'The partition of its events.' }),
  events: z.int().meta({ description: 'The number of its events.' }),
  rows: z.instanceof(JsonText).meta({
    type: 'array',
    items: { type: 'object' },
    description: 'Its first rows, up to 10.',
  }),
  bytes: z.int().meta({ description: 'Its size, compressed if the config says so.' }),
}).meta({ id: 'BatchPreview' });

const PreviewBody = ObjectBody.extend({
  body: z.instanceof(JsonText).meta({
    type: 'object',
    additionalProperties: true,
    description: 'The body of the object; with batches, its first row.',
  }),
  objects: z.array(BatchObject).optional().meta({
    description:
      'The objects that the events would be in, one for each partition. Only with a config for batches; `key`, `headers` and `metadata` are those of the first.',
  }),
  rate: Rate.optional(),
  cost: (costs.length === 1 && costs[0] ? costs[0] : z.union(costs)).optional().meta({
    description:
      'What the destination would cost the customer in a month, with `events_per_second` or `destination_id`.',
  }),
}).meta({ id: 'Preview' });
export type PreviewBody = z.output<typeof PreviewBody>;

const SampleEvent = EventInput.partial({ tenant_id: true }).meta({ id: 'SampleEvent' });

export const previewDelivery: Operation = {
  method: 'POST',
  path: '/api/v1/destinations/preview',
  access: 'read',
  doc: {
    operationId: 'previewDelivery',
    tag: 'Destinations',
    summary: 'Preview a delivery',
    description:
      'Shows what would be written for an event, or, with a config for batches, for `events`. Nothing is written. With `events_per_second` or `destination_id`, it also shows what the destination would cost the customer in a month.',
    body: PreviewInput.extend({
      type: z.enum(typeNames()),
      config: StringMap.meta({ ...configJsonSchema('config') }),
      event: SampleEvent.optional(),
      events: z.array(SampleEvent).min(1).max(MAX_EVENTS).optional().meta({
        description: 'Instead of `event`, for a config with which destinations receive batches.',
      }),
    }).meta({ id: 'PreviewInput' }),
    responses: {
      200: { description: 'The preview.', schema: PreviewBody },
      404: errorDoc('The tenant or the destination of `destination_id` does not exist.'),
      406: TOO_LARGE_RESPONSE,
      413: errorDoc(TOO_LARGE),
    },
  },
};

import * as z from 'zod';
import { configJsonSchema, typeNames } from '../destination-types/config-json-schema.ts';
import { EventInput } from '../events/event.ts';
import { errorDoc, type Operation } from '../platform/http/operation.ts';
import { TOO_LARGE_RESPONSE } from '../platform/http/response-size.ts';
import { isJsonObject, JsonText } from '../platform/json/json.ts';
import { StringMap } from '../platform/json/string-map.ts';
import { TOO_LARGE } from '../publishing/publish.operations.ts';

/** The request body of a preview. The event is parsed like that of a publish. */
export const PreviewInput = z.object({
  type: z.string().min(1, 'is required'),
  config: StringMap.nullish(),
  delivery_metadata: StringMap.nullish(),
  event: z.custom<object>(isJsonObject, 'must be an object'),
});

const strings = z.record(z.string(), z.string());

const PreviewBody = z
  .object({
    key: z.string().meta({ description: 'The key that the object would have.' }),
    headers: strings.meta({ description: 'The headers that would be sent.' }),
    metadata: strings.meta({ description: 'The metadata that the object would have.' }),
    body: z.instanceof(JsonText).meta({ type: 'object', additionalProperties: true }),
  })
  .meta({ id: 'Preview' });
export type PreviewBody = z.output<typeof PreviewBody>;

/** Shows what a destination would receive for an event. */
export const previewDelivery: Operation = {
  method: 'POST',
  path: '/api/v1/destinations/preview',
  doc: {
    operationId: 'previewDelivery',
    tag: 'Destinations',
    summary: 'Preview a delivery',
    description: 'Shows what would be written for an event. Nothing is written.',
    body: PreviewInput.extend({
      type: z.enum(typeNames()),
      config: StringMap.meta({ ...configJsonSchema('config') }),
      event: EventInput.partial({ tenant_id: true }).meta({ id: 'SampleEvent' }),
    }).meta({ id: 'PreviewInput' }),
    answers: {
      200: { description: 'The preview.', schema: PreviewBody },
      406: TOO_LARGE_RESPONSE,
      413: errorDoc(TOO_LARGE),
    },
  },
};

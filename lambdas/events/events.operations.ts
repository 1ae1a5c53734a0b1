import * as z from 'zod';
import { errorDoc, type Operation, type ResponseDoc } from '../platform/http/operation.ts';
import { BY_TIME, pageParameters, pageResponses } from '../platform/http/pagination.ts';
import { listParameter, ownerParameter, ShortText } from '../platform/http/query.ts';
import { TOO_LARGE_RESPONSE } from '../platform/http/response-size.ts';
import { timeParameters } from '../platform/http/time-parameters.ts';
import { EventBody, EventPage } from './event-body.ts';

/** Documents the 409 for event data in a bucket that is not connected to this stage. */
export const DATA_UNAVAILABLE: ResponseDoc = errorDoc(
  'The event’s data is in a bucket that is not connected to this stage. The message names the bucket; connect it with the setting `existingLargeEventsBucketName`. `data.error` is `data_unavailable`.',
  'DataUnavailable',
);

const tag = 'Events';
const tenant_id = ownerParameter('Filter by tenant ID.');

export const listEvents: Operation = {
  method: 'GET',
  path: '/api/v1/events',
  access: 'read',
  doc: {
    operationId: 'listEvents',
    tag,
    summary: 'List events',
    description:
      'Returns events that matched a destination, as soon as they are accepted. With a tenant token, only events of that tenant.',
    query: z.object({
      tenant_id,
      id: listParameter(ShortText, 'Filter by event ID.'),
      topic: listParameter(ShortText, 'Filter by topic.'),
      destination_id: listParameter(
        ShortText,
        'Only events that matched one of these destinations.',
      ),
      exclude: listParameter(
        z.enum(['data']),
        'Members to leave out. Without `data`, a page with large events is small and fast.',
      ),
      ...timeParameters,
      ...pageParameters(BY_TIME),
    }),
    responses: {
      200: { description: 'A page of events.', schema: EventPage },
      ...pageResponses,
    },
  },
};

export const getEvent: Operation = {
  method: 'GET',
  // Greedy, because the publisher chooses the id, which may contain slashes.
  path: '/api/v1/events/{event_id+}',
  access: 'read',
  doc: {
    operationId: 'getEvent',
    tag,
    summary: 'Get an event',
    params: z.object({
      event_id: z.string().meta({ description: 'May contain slashes.', example: 'evt_01KAN3R5' }),
    }),
    query: z.object({ tenant_id }),
    responses: {
      200: { description: 'The event.', schema: EventBody },
      404: errorDoc('The event does not exist for these tenants, or has expired.'),
      406: TOO_LARGE_RESPONSE,
      409: DATA_UNAVAILABLE,
    },
  },
};

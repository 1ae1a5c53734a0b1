import * as z from 'zod';
import { errorDoc, type Operation, type ResponseDoc } from '../platform/http/operation.ts';
import { BY_TIME, pageBody, pageParameters, pageResponses } from '../platform/http/pagination.ts';
import { listParameter, ownerParameter, ShortText } from '../platform/http/query.ts';
import { TOO_LARGE_RESPONSE } from '../platform/http/response-size.ts';
import { timeParameters } from '../platform/http/time-parameters.ts';
import { Attempt } from './attempt.ts';
import { BatchBody, batchBody } from './batch-body.ts';

const Plain = z.object({
  id: z.string(),
  tenant_id: z.string(),
  event_id: z.string().meta({
    description:
      'The id of the event. For an attempt at a batch: the id of the batch, or, with the filter `event_id`, the first event of the filter that is in the batch.',
  }),
  destination_id: z.string(),
  destination_type: z.string().meta({ description: 'Empty if the destination no longer existed.' }),
  status: Attempt.shape.status,
  time: z.iso.datetime(),
  code: z.string().meta({
    description:
      '`OK`, `ALREADY_EXISTS` (delivered: the object of this event or batch already exists, and Waybill does not overwrite it), `EMPTY` (nothing was written, because all events of the batch were written before or erased), the store’s own error code such as `AccessDenied`, `timeout` or `connection`. `key_not_unique`: an object with this key exists and may belong to another event. Without a request to the store: `key_template` (the key template does not evaluate to a key for this event; the message names the part that causes it; retried unless the template exceeds its step limit), `filter` (the filter exceeds its step limit), `partition` (the partition of a destination that receives batches exceeds its step limit), `destination_deleted`, `destination_disabled`, `event_expired`, or `data_unavailable` (the event’s data is in a bucket that is not connected to this stage; the message names the bucket). Parked deliveries can also end with `expired` and `cancelled`.',
    example: 'OK',
  }),
  attempt_number: Attempt.shape.attempt_number,
  manual: z.boolean().meta({ description: 'Whether the attempt was a manual retry.' }),
  latency_ms: z.int().min(0).nullable().meta({
    description:
      'Latency of the store in milliseconds, from the start of the request to the end of the response, or until the request failed. Null if no request was sent.',
    example: 42,
  }),
  batch: BatchBody.optional().meta({
    description: 'Present if the attempt delivers many events as one object.',
  }),
});

/** The schemas of other modules' bodies that an attempt may include. */
export interface Includable {
  readonly event: z.ZodType;
  readonly destination: z.ZodType;
}

/** Builds the schema of an attempt in an API response. */
const attemptBodyWith = ({ event, destination }: Includable) =>
  Plain.extend({
    response_data: Attempt.shape.response_data.optional().meta({
      description:
        'Response of the store. Present with `include=response_data`. For a batch that was delivered without some of its events because they had expired, `expired_events` is their number.',
    }),
    event: event.optional().meta({
      description: 'Present with `include=event`. `include=event.data` also includes its data.',
    }),
    destination: destination.optional().meta({
      description: 'Present with `include=destination`, unless the destination was deleted.',
    }),
  }).meta({ id: 'Attempt' });

/** Builds the schema of a page of attempts. */
const attemptPageWith = (body: z.ZodType) => pageBody(body).meta({ id: 'AttemptPage' });

/**
 * Builds the API response body of an attempt, without the includable parts.
 *
 * @param shownAs for an attempt at a batch: the requested events in it. The first replaces the batch's id
 */
export const attemptBody = (
  attempt: Attempt,
  shownAs?: readonly string[],
): z.output<typeof Plain> => ({
  id: attempt.id,
  tenant_id: attempt.tenant_id,
  event_id: shownAs?.[0] ?? attempt.event_id,
  destination_id: attempt.destination_id,
  destination_type: attempt.destination_type,
  status: attempt.status,
  time: attempt.time,
  code: attempt.code,
  attempt_number: attempt.attempt_number,
  manual: attempt.manual,
  latency_ms: attempt.latency_ms ?? null,
  ...(attempt.batch && { batch: batchBody(attempt, attempt.batch, shownAs) }),
});

/** The values of the `include` parameter. */
export const INCLUDABLE: readonly string[] = [
  'event',
  'event.data',
  'response_data',
  'destination',
];

const ALL = '/api/v1/attempts';
const OF_DESTINATION = '/api/v1/tenants/{tenant_id}/destinations/{destination_id}/attempts';
const tag = 'Attempts';

const include = listParameter(
  z.enum(INCLUDABLE),
  'Additional members of each attempt, repeated or comma-separated.',
);

const filters = {
  id: listParameter(ShortText, 'Filter by attempt ID.'),
  event_id: listParameter(ShortText, 'Filter by event ID.'),
  destination_type: listParameter(ShortText, 'Filter by destination type.'),
  topic: listParameter(
    ShortText,
    'Filter by topic. An attempt at a batch matches if one of its events has the topic, or if its topics are not known or too many to be recorded.',
  ),
  status: listParameter(z.enum(['success', 'failed']), 'Filter by outcome.'),
  code: listParameter(ShortText, 'Filter by code, such as `AccessDenied`.'),
  include,
  ...timeParameters,
  ...pageParameters(BY_TIME),
};

const DestinationPath = z.object({
  tenant_id: z.string().meta({ description: 'The id of a tenant.', example: 'acme' }),
  destination_id: z.string().meta({
    description: 'The id of a destination.',
    example: 'des_01KAN3R5D8WJ4Y0C6Q1V7T2MZX',
  }),
});
const AttemptId = z.string().meta({
  description: 'The id of an attempt.',
  example: 'atm_01KAN3R5D8WJ4Y0C6Q1V7T2MZX',
});

const noAttempt = errorDoc('The tenant or attempt does not exist, or has expired.');
const noAttemptThere = errorDoc(
  'The tenant, destination or attempt does not exist, or has expired.',
);
const noDestination = errorDoc(
  'The tenant or destination does not exist. The attempts of a deleted destination are in `GET /attempts`, with `destination_id`.',
);

/**
 * Builds the operations on attempts, for all destinations and for one.
 *
 * @param includable the schemas of an attempt's event and destination, from other modules
 */
export function attemptOperations(includable: Includable) {
  const Body = attemptBodyWith(includable);
  const responses: SharedResponses = {
    page: { description: 'A page of attempts.', schema: attemptPageWith(Body) },
    attempt: { description: 'The attempt.', schema: Body },
  };
  return { ...operationsOnAll(responses), ...operationsOfDestination(responses) };
}

/** The responses that the operations share. */
interface SharedResponses {
  readonly page: ResponseDoc;
  readonly attempt: ResponseDoc;
}

function operationsOnAll({ page, attempt }: SharedResponses) {
  const list: Operation = {
    method: 'GET',
    path: ALL,
    access: 'read',
    doc: {
      operationId: 'listAttempts',
      tag,
      summary: 'List attempts',
      description: 'With a tenant token, only attempts of that tenant.',
      query: z.object({
        tenant_id: ownerParameter('Filter by tenant ID.'),
        destination_id: listParameter(ShortText, 'Filter by destination ID.'),
        ...filters,
      }),
      responses: { 200: page, ...pageResponses },
    },
  };

  const get: Operation = {
    method: 'GET',
    path: `${ALL}/{attempt_id}`,
    access: 'read',
    doc: {
      operationId: 'getAttempt',
      tag,
      summary: 'Get an attempt',
      params: z.object({ attempt_id: AttemptId }),
      query: z.object({
        tenant_id: ownerParameter('Returns 404 unless it belongs to one of these tenants.'),
        include,
      }),
      responses: { 200: attempt, 404: noAttempt, 406: TOO_LARGE_RESPONSE },
    },
  };

  return { list, get };
}

function operationsOfDestination({ page, attempt }: SharedResponses) {
  const listOfDestination: Operation = {
    method: 'GET',
    path: OF_DESTINATION,
    access: 'read',
    doc: {
      operationId: 'listDestinationAttempts',
      tag,
      summary: 'List attempts for a destination',
      params: DestinationPath,
      query: z.object(filters),
      responses: { 200: page, ...pageResponses, 404: noDestination },
    },
  };

  const getOfDestination: Operation = {
    method: 'GET',
    path: `${OF_DESTINATION}/{attempt_id}`,
    access: 'read',
    doc: {
      operationId: 'getDestinationAttempt',
      tag,
      summary: 'Get an attempt for a destination',
      params: DestinationPath.extend({ attempt_id: AttemptId }),
      query: z.object({ include }),
      responses: { 200: attempt, 404: noAttemptThere, 406: TOO_LARGE_RESPONSE },
    },
  };

  return { listOfDestination, getOfDestination };
}

import * as z from 'zod';
import { TimeBounds } from '../platform/dynamodb/timeline.ts';
import { errorDoc, type Operation } from '../platform/http/operation.ts';
import {
  BY_CREATION,
  pageBody,
  pageParameters,
  pageResponses,
} from '../platform/http/pagination.ts';
import { listParameter, ShortText } from '../platform/http/query.ts';
import { timeParameters } from '../platform/http/time-parameters.ts';
import { IDENTIFIER_RULE, Identifier } from '../platform/json/identifier.ts';
import { type Erasure, ErasureStatus } from './erasure.ts';

const count = (description: string) => z.int().min(0).meta({ description });

/** An erasure in API responses. */
export const ErasureBody = z
  .object({
    id: z.string().meta({ example: 'era_01KAN5T4Q5V2X8J7M3C9D6W1ZR' }),
    tenant_id: z.string(),
    status: ErasureStatus.meta({
      description:
        '`failed` (earlier versions only): the erasure could not be started; request it again.',
    }),
    time: TimeBounds.meta({
      description: 'The requested time bounds; no bounds means all events.',
    }),
    progress: z.object({
      deleted_events: count('Events deleted so far.'),
      deleted_attempts: count('Attempts deleted so far.'),
    }),
    created_at: z.iso.datetime().meta({ description: 'Events accepted later are not deleted.' }),
    updated_at: z.iso.datetime(),
    completed_at: z.iso
      .datetime()
      .nullable()
      .meta({ description: 'When the job ended, with any result; null until then.' }),
  })
  .meta({ id: 'Erasure' });
export type ErasureBody = z.output<typeof ErasureBody>;

/** A page of erasures in API responses. */
const ErasurePage = pageBody(ErasureBody).meta({ id: 'ErasurePage' });

/** Converts an erasure to its API representation. */
export function erasureBody(erasure: Erasure): ErasureBody {
  const { id, tenant_id, status, time, deleted_events, deleted_attempts } = erasure;
  const { created_at, updated_at, completed_at } = erasure;
  const progress = { deleted_events, deleted_attempts };
  return { id, tenant_id, status, time, progress, created_at, updated_at, completed_at };
}

const tag = 'Events';

/** The path parameters of a tenant whose events are erased. The tenant may have been deleted. */
export const EventsParams = z.object({
  tenant_id: Identifier.meta({
    description: `The id of a tenant, which may have been deleted. ${IDENTIFIER_RULE}`,
    example: 'acme',
  }),
});

/** The path parameters of an erasure. */
export const ErasureParams = z.object({
  erasure_id: z.string().meta({ description: 'The id of an erasure.' }),
});

export const deleteEvents: Operation = {
  method: 'DELETE',
  path: '/api/v1/tenants/{tenant_id}/events',
  access: 'apiKey',
  doc: {
    operationId: 'deleteEvents',
    tag,
    summary: 'Delete the events of a tenant',
    description: `Permanently deletes the events of a tenant, or those of a period, with their attempts, parked deliveries and metrics. Returns the erasure, whose \`progress\` you can poll. A deleted tenant’s events can be erased, too.

Events accepted after the request are not deleted. Objects in customers’ buckets belong to the customers and are not deleted either. A delivery that is already in the queue carries its event and is still made.`,
    params: EventsParams,
    query: z.object(timeParameters),
    responses: {
      202: {
        description: 'The new erasure. It starts soon.',
        schema: ErasureBody,
        headers: z.object({
          Location: z.string().meta({ description: 'The path of the erasure.' }),
        }),
      },
      422: errorDoc('The request has an unknown parameter or a body: nothing is deleted.'),
    },
  },
};

export const listErasures: Operation = {
  method: 'GET',
  path: '/api/v1/erasures',
  access: 'apiKey',
  doc: {
    operationId: 'listErasures',
    tag,
    summary: 'List erasures',
    query: z.object({
      tenant_id: listParameter(ShortText, 'Filter by tenant ID.'),
      ...timeParameters,
      ...pageParameters(BY_CREATION),
    }),
    responses: {
      200: { description: 'A page of erasures.', schema: ErasurePage },
      ...pageResponses,
    },
  },
};

export const getErasure: Operation = {
  method: 'GET',
  path: '/api/v1/erasures/{erasure_id}',
  access: 'apiKey',
  doc: {
    operationId: 'getErasure',
    tag,
    summary: 'Get an erasure',
    params: ErasureParams,
    query: z.object({
      tenant_id: listParameter(ShortText, 'Returns 404 unless it belongs to one of these tenants.'),
    }),
    responses: {
      200: { description: 'The erasure and its progress.', schema: ErasureBody },
      404: errorDoc('The erasure does not exist, or its record has expired.'),
    },
  },
};

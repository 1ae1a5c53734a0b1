import * as z from 'zod';
import { errorDoc } from '../platform/http/common-bodies.ts';
import type { Operation } from '../platform/http/operation.ts';
import { type Limits, pageAnswers, pageParameters } from '../platform/http/pagination.ts';
import { listParameter, ShortText } from '../platform/http/query.ts';
import { timeParameters } from '../platform/http/time-parameters.ts';
import { IDENTIFIER_RULE, Identifier } from '../platform/json/identifier.ts';
import { ErasureBody, ErasurePage } from './erasure-body.ts';

/** Page sizes, the same as for tenants. */
export const LIMITS = { usual: 20, max: 100 } as const satisfies Limits;

/** The list is sorted by creation time. */
export const ORDER_BY = 'created_at';

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

/** Starts the erasure of a tenant's events. */
export const deleteEvents: Operation = {
  method: 'DELETE',
  path: '/api/v1/tenants/{tenant_id}/events',
  doc: {
    operationId: 'deleteEvents',
    tag,
    summary: 'Delete the events of a tenant',
    description: `Permanently deletes the events of a tenant, or those of a period, with their attempts, parked deliveries and metrics. Returns the erasure, whose \`progress\` you can poll. A deleted tenant’s events can be erased, too.

Events accepted after the request are not deleted. Objects in customers’ buckets belong to the customers and are not deleted either. A delivery that is already in the queue carries its event and is still made.`,
    params: EventsParams,
    query: z.object(timeParameters),
    answers: {
      202: {
        description: 'The erasure, which starts soon.',
        schema: ErasureBody,
        headers: z.object({
          Location: z.string().meta({ description: 'The path of the erasure.' }),
        }),
      },
      422: errorDoc('The request has an unknown parameter or a body: nothing is deleted.'),
    },
  },
};

/** Lists erasures. */
export const listErasures: Operation = {
  method: 'GET',
  path: '/api/v1/erasures',
  doc: {
    operationId: 'listErasures',
    tag,
    summary: 'List erasures',
    query: z.object({
      tenant_id: listParameter(ShortText, 'Filter by tenant ID.'),
      ...timeParameters,
      ...pageParameters(ORDER_BY, LIMITS),
    }),
    answers: { 200: { description: 'A page of erasures.', schema: ErasurePage }, ...pageAnswers },
  },
};

/** Returns an erasure. */
export const getErasure: Operation = {
  method: 'GET',
  path: '/api/v1/erasures/{erasure_id}',
  doc: {
    operationId: 'getErasure',
    tag,
    summary: 'Get an erasure',
    params: ErasureParams,
    query: z.object({
      tenant_id: listParameter(ShortText, 'Returns 404 unless it belongs to one of these tenants.'),
    }),
    answers: {
      200: { description: 'The erasure and its progress.', schema: ErasureBody },
      404: errorDoc('The erasure does not exist, or its record has expired.'),
    },
  },
};

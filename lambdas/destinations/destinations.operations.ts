import { z } from 'zod';
import { configJsonSchema, typeNames } from '../destination-types/config-json-schema.ts';
import { errorDoc } from '../platform/http/error-body.ts';
import type { AnswerDoc, Operation, OperationDoc } from '../platform/http/operation.ts';
import { listParameter, ShortText } from '../platform/http/query.ts';
import { SuccessBody } from '../platform/http/success-body.ts';
import { StringMap } from '../platform/json/string-map.ts';
import { DestinationBody, TestBody } from './destination-body.ts';
import { CreateInput, DestinationParams, OwnerParams, PatchInput } from './destination-schema.ts';

const all = '/api/v1/tenants/{tenant_id}/destinations';
const one = `${all}/{destination_id}`;
const tag = 'Destinations';

const shown = (description: string): AnswerDoc => ({
  description,
  schema: DestinationBody,
  headers: z.object({
    ETag: z.string().meta({ description: 'The destination as it is now, for `If-Match`.' }),
  }),
});

const noTenant = errorDoc('There is no such tenant.');
const noDestination = errorDoc('There is no such tenant or destination.');

const IfMatch = z.object({
  'If-Match': z.string().optional().meta({
    description:
      'The `ETag` of the destination as the caller knows it: it is changed only if it is still that.',
  }),
});

/** The part that all operations which change a destination have in common. */
const change = {
  tag,
  params: DestinationParams,
  headers: IfMatch,
  answers: {
    200: shown('The destination as it is now.'),
    404: noDestination,
    409: errorDoc('Others keep changing it: try again.'),
    412: errorDoc('It is not as `If-Match` says: read it again.'),
    413: errorDoc('The destination comes to more than 32,768 bytes.'),
  },
} as const satisfies Partial<OperationDoc>;

/** Lists a tenant's destinations. */
export const listDestinations: Operation = {
  method: 'GET',
  path: all,
  doc: {
    operationId: 'listDestinations',
    tag,
    summary: 'List destinations',
    description: 'All of them, in order of their creation: this list has no pages.',
    params: OwnerParams,
    query: z.object({
      type: listParameter(ShortText, 'Only those of one of these types.'),
      topics: listParameter(ShortText, 'Only those that subscribe to every one of these topics.'),
    }),
    answers: {
      200: { description: 'The destinations.', schema: z.array(DestinationBody) },
      404: noTenant,
    },
  },
};

/** The body of a create, with the fields of the registered destination types. */
const TypedInput = CreateInput.extend({
  type: z.enum(typeNames()),
  config: StringMap.meta({ id: 'DestinationConfig', ...configJsonSchema('config') }),
  credentials: StringMap.meta({ id: 'DestinationCredentials', ...configJsonSchema('credentials') }),
}).meta({ id: 'DestinationInput' });

/** Creates a destination. */
export const createDestination: Operation = {
  method: 'POST',
  path: all,
  doc: {
    operationId: 'createDestination',
    tag,
    summary: 'Create a destination',
    description:
      'It is verified at once, without leaving anything behind: look at its `verification`. It takes events from now on.',
    params: OwnerParams,
    body: TypedInput,
    answers: {
      201: shown('The new destination.'),
      400: errorDoc(
        'The body is not JSON; or a destination of that `id` exists; or the tenant has as many as it may.',
      ),
      403: errorDoc(
        'The token is of another tenant; or `created_at` or `updated_at` is given with a token.',
      ),
      404: noTenant,
      413: errorDoc('The destination comes to more than 32,768 bytes.'),
    },
  },
};

/** Shows a destination. */
export const getDestination: Operation = {
  method: 'GET',
  path: one,
  doc: {
    operationId: 'getDestination',
    tag,
    summary: 'Get a destination',
    params: DestinationParams,
    answers: { 200: shown('The destination.'), 404: noDestination },
  },
};

/** Changes a destination. */
export const patchDestination: Operation = {
  method: 'PATCH',
  path: one,
  doc: {
    ...change,
    operationId: 'patchDestination',
    summary: 'Change a destination',
    description:
      'What is left out stays as it is. A destination whose config or credentials change is verified again.',
    body: PatchInput,
  },
};

/** Deletes a destination. */
export const deleteDestination: Operation = {
  method: 'DELETE',
  path: one,
  doc: {
    ...change,
    operationId: 'deleteDestination',
    summary: 'Delete a destination',
    description: 'Deliveries that are on their way are not made any more.',
    answers: {
      200: { description: 'It is deleted.', schema: SuccessBody },
      404: noDestination,
      412: change.answers[412],
    },
  },
};

/** Enables a destination. */
export const enableDestination: Operation = {
  method: 'PUT',
  path: `${one}/enable`,
  doc: { ...change, operationId: 'enableDestination', summary: 'Enable a destination' },
};

/** Disables a destination. */
export const disableDestination: Operation = {
  method: 'PUT',
  path: `${one}/disable`,
  doc: { ...change, operationId: 'disableDestination', summary: 'Disable a destination' },
};

/** Tests a destination. */
export const testDestination: Operation = {
  method: 'POST',
  path: '/api/v1/tenants/{tenant_id}/destinations/{destination_id}/test',
  doc: {
    operationId: 'testDestination',
    tag: 'Destinations',
    summary: 'Test a destination',
    description:
      'Verifies now whether the destination can be written to, as when it was created, and tells how far it got. Leaves nothing in the bucket, changes no setting and delivers no event.',
    params: DestinationParams,
    answers: {
      200: { description: 'The test has been made: `status` says how it went.', schema: TestBody },
      202: { description: 'The test is still going on.', schema: TestBody },
      404: errorDoc('There is no such tenant or destination.'),
    },
  },
};

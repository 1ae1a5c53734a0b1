import * as z from 'zod';
import { configJsonSchema, typeNames } from '../destination-types/config-json-schema.ts';
import {
  ErrorBody,
  errorDoc,
  type Operation,
  type OperationDoc,
  type ResponseDoc,
  SuccessBody,
} from '../platform/http/operation.ts';
import { listParameter, ShortText } from '../platform/http/query.ts';
import { StringMap } from '../platform/json/string-map.ts';
import { DestinationBody } from './destination-body.ts';
import { CreateInput, DestinationParams, OwnerParams, PatchInput } from './destination-schema.ts';
import { TestBody } from './verification-body.ts';

const collectionPath = '/api/v1/tenants/{tenant_id}/destinations';
const itemPath = `${collectionPath}/{destination_id}`;
const tag = 'Destinations';

const destinationDoc = (description: string): ResponseDoc => ({
  description,
  schema: DestinationBody,
  headers: z.object({
    ETag: z
      .string()
      .meta({ description: 'The current version of the destination, for `If-Match`.' }),
  }),
});

const noTenant = errorDoc('The tenant does not exist.');
const noDestination = errorDoc('The tenant or destination does not exist.');

const IfMatch = z.object({
  'If-Match': z.string().optional().meta({
    description:
      'An `ETag` of the destination. The request succeeds only if it is still the current one.',
  }),
});

/** The part that all operations which change a destination have in common. */
const change = {
  tag,
  params: DestinationParams,
  headers: IfMatch,
  responses: {
    200: destinationDoc('The current destination.'),
    404: noDestination,
    409: errorDoc('Other requests are changing the destination: retry.'),
    412: errorDoc('`If-Match` does not match the current destination: read it again.'),
    413: errorDoc('The destination is larger than 32,768 bytes.'),
  },
} as const satisfies Partial<OperationDoc>;

export const listDestinations: Operation = {
  method: 'GET',
  path: collectionPath,
  access: 'read',
  doc: {
    operationId: 'listDestinations',
    tag,
    summary: 'List destinations',
    description: 'Returns all destinations of the tenant in order of creation, without pagination.',
    params: OwnerParams,
    query: z.object({
      type: listParameter(ShortText, 'Filter by type.'),
      topics: listParameter(ShortText, 'Only destinations that subscribe to all of these topics.'),
    }),
    responses: {
      200: { description: 'The destinations.', schema: z.array(DestinationBody) },
      404: noTenant,
    },
  },
};

const verifyQuery = z.object({
  verify: z.enum(['required']).optional().meta({
    description:
      'Saves the destination only if it is verified. The request waits for the verification, at most a few seconds less than the timeout of the function.',
  }),
});

/** The responses of a request that verifies first. */
const unverified = {
  422: {
    description:
      'A value is invalid, or, with `verify=required`, the verification failed: `verification` has its steps. Nothing was saved.',
    schema: ErrorBody.extend({ verification: TestBody.optional() }),
  },
  503: {
    description:
      'With `verify=required`: the verification has no result yet. Nothing was saved; retry after `Retry-After` seconds.',
    schema: ErrorBody.extend({ verification: TestBody.optional() }),
  },
} as const;

/** The body of a create, with the fields of the registered destination types. */
export const TypedInput = CreateInput.extend({
  type: z.enum(typeNames()),
  config: StringMap.meta({ id: 'DestinationConfig', ...configJsonSchema('config') }),
  credentials: StringMap.meta({ id: 'DestinationCredentials', ...configJsonSchema('credentials') }),
}).meta({ id: 'DestinationInput' });

export const createDestination: Operation = {
  method: 'POST',
  path: collectionPath,
  access: 'manage',
  doc: {
    operationId: 'createDestination',
    tag,
    summary: 'Create a destination',
    description:
      'The destination receives events immediately. With a role (`config.role_arn`), they are parked with the reason `verification_pending` until a verification has proven that the role demands the `external_id`. Waybill verifies the destination without leaving an object in the bucket; see `verification`.',
    params: OwnerParams,
    query: verifyQuery,
    body: TypedInput,
    responses: {
      ...unverified,
      201: destinationDoc('The new destination.'),
      400: errorDoc(
        'The body is not JSON, a destination with that `id` exists, or the tenant has reached its maximum number of destinations.',
      ),
      403: errorDoc(
        'The token belongs to another tenant or does not have the scope, or `created_at` or `updated_at` is set with a token.',
      ),
      404: noTenant,
      413: errorDoc('The destination is larger than 32,768 bytes.'),
    },
  },
};

export const getDestination: Operation = {
  method: 'GET',
  path: itemPath,
  access: 'read',
  doc: {
    operationId: 'getDestination',
    tag,
    summary: 'Get a destination',
    params: DestinationParams,
    responses: { 200: destinationDoc('The destination.'), 404: noDestination },
  },
};

export const patchDestination: Operation = {
  method: 'PATCH',
  path: itemPath,
  access: 'manage',
  doc: {
    ...change,
    operationId: 'patchDestination',
    summary: 'Change a destination',
    description:
      'Omitted members stay unchanged. A destination whose config or credentials change is verified again.',
    query: verifyQuery,
    body: PatchInput,
    responses: { ...change.responses, ...unverified },
  },
};

export const deleteDestination: Operation = {
  method: 'DELETE',
  path: itemPath,
  access: 'manage',
  doc: {
    ...change,
    operationId: 'deleteDestination',
    summary: 'Delete a destination',
    description: 'Pending deliveries to the destination are not made.',
    responses: {
      200: { description: 'Deleted.', schema: SuccessBody },
      404: noDestination,
      412: change.responses[412],
    },
  },
};

export const enableDestination: Operation = {
  method: 'PUT',
  path: `${itemPath}/enable`,
  access: 'manage',
  doc: { ...change, operationId: 'enableDestination', summary: 'Enable a destination' },
};

export const disableDestination: Operation = {
  method: 'PUT',
  path: `${itemPath}/disable`,
  access: 'manage',
  doc: { ...change, operationId: 'disableDestination', summary: 'Disable a destination' },
};

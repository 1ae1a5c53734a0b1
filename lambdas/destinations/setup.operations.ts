import * as z from 'zod';
import type { Field } from '../destination-types/description.ts';
import { allSetups, typesWithSetup } from '../destination-types/registry.ts';
import { errorDoc, type Operation } from '../platform/http/operation.ts';
import { OwnerParams } from './destination-schema.ts';

/** The path parameters that name a tenant and a destination type. */
export const SetupParams = OwnerParams.extend({
  type: z.string().meta({ description: 'The name of the type.', examples: typesWithSetup() }),
});

const toParameter = ({ key, description, required, default: fallback }: Field) =>
  [
    key,
    z
      .string()
      .optional()
      .meta({
        description: `${description}${required ? '. Required' : ''}.`,
        default: fallback,
      }),
  ] as const;

const bodies = allSetups().map(({ body }) => body);

export const getSetup: Operation = {
  method: 'GET',
  path: '/api/v1/tenants/{tenant_id}/destination-types/{type}/setup',
  access: 'manage',
  doc: {
    operationId: 'getDestinationTypeSetup',
    tag: 'Destination types',
    summary: 'Get the setup of a destination type',
    description:
      'Returns the resources that the customer must create in their own account to give access to a store, as complete policies and templates for several tools, and the `config` of the destination. Call it again with the ARN of the role to get the policies that name it. Creates the external id of the tenant if it has none, and changes nothing else.',
    params: SetupParams,
    query: z.object(
      Object.fromEntries(allSetups().flatMap(({ fields }) => fields.map(toParameter))),
    ),
    responses: {
      200: {
        description: 'What the customer must create.',
        schema: bodies.length === 1 && bodies[0] ? bodies[0] : z.union(bodies),
      },
      404: errorDoc('The tenant or the destination type does not exist, or the type has no setup.'),
    },
  },
};

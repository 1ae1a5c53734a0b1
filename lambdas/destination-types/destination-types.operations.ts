import * as z from 'zod';
import { errorDoc, type Operation } from '../platform/http/operation.ts';
import { typeNames } from './config-json-schema.ts';
import { Description } from './description.ts';

const path = '/api/v1/destination-types';
const tag = 'Destination types';

export const listDestinationTypes: Operation = {
  method: 'GET',
  path,
  access: 'read',
  doc: {
    operationId: 'listDestinationTypes',
    tag,
    summary: 'List destination types',
    description: 'Returns everything that a form needs to configure a destination.',
    responses: { 200: { description: 'All destination types.', schema: z.array(Description) } },
  },
};

export const getDestinationType: Operation = {
  method: 'GET',
  path: `${path}/{type}`,
  access: 'read',
  doc: {
    operationId: 'getDestinationType',
    tag,
    summary: 'Get a destination type',
    params: z.object({
      type: z.string().meta({ description: 'The name of the type.', examples: typeNames() }),
    }),
    responses: {
      200: { description: 'The destination type.', schema: Description },
      404: errorDoc('The destination type does not exist.'),
    },
  },
};

import { HttpError } from '../platform/http/http-error.ts';
import type { Route } from '../platform/http/http-request.ts';
import { getDestinationType, listDestinationTypes } from './destination-types.operations.ts';
import { allDestinationTypes, destinationType } from './registry.ts';

/** `GET /destination-types` and `GET /destination-types/:type`. */
export const destinationTypeRoutes = (): Route[] => [
  {
    ...listDestinationTypes,
    handle: () => ({
      status: 200,
      body: allDestinationTypes().map(({ description }) => description),
    }),
  },
  {
    ...getDestinationType,
    handle: ({ params: { type = '' } }) => {
      const found = destinationType(type);
      if (!found) throw new HttpError(404, `destination type not found: ${type}`);
      return { status: 200, body: found.description };
    },
  },
];

import type { DestinationBody } from '../../lambdas/destinations/destination-body.ts';
import { type Call, useCall } from '../use-call.ts';
import { destinationPath } from './destination-path.ts';

/** The tenant's destinations by id, for their names. */
export type Destinations = ReadonlyMap<string, DestinationBody>;

/** @param poll as of {@link useCall} */
export const useDestinations = (
  poll?: (destinations: Destinations | undefined) => number,
): Call<Destinations> =>
  useCall(
    async (api, signal) => {
      const list = await api.call<DestinationBody[]>('GET', destinationPath(), {
        signal,
      });
      return new Map(list.map((destination) => [destination.id, destination]));
    },
    [],
    poll,
  );

import type { Destinations } from '../data/use-destinations.ts';
import { DestinationLink } from '../destinations/destination-link.tsx';
import * as historyTexts from '../texts/en/history.ts';

interface DestinationNameProps {
  readonly id: string;
  readonly destinations: Destinations;
}

/** A destination by its target; by its id if it is deleted. */
export const DestinationName = ({ id, destinations }: DestinationNameProps) => {
  const destination = destinations.get(id);
  return destination ? (
    <DestinationLink destination={destination} />
  ) : (
    <span class="id">{historyTexts.deletedDestination(id)}</span>
  );
};

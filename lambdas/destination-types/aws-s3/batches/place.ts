import type { Place } from '../../batching.ts';
import type { Settings } from '../../destination-type.ts';
import { isBatched } from './format.ts';

/** Returns the function that decides where a destination collects an event; undefined without batches. */
export const placeFor = (config: Settings): Place | undefined =>
  isBatched(config) ? place : undefined;

/** Loads JMESPath lazily, only for destinations with batches. */
const place: Place = async (event, target) => {
  const { placementOf } = await import('./partition.ts');
  return placementOf(event, target);
};

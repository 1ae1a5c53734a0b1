import type { Place } from '../../batching.ts';
import type { Settings } from '../../destination-type.ts';
import { isBatched } from './format.ts';

/** Returns what decides where a destination collects events; undefined for one that does not collect. */
export const placeFor = (config: Settings): Place | undefined =>
  isBatched(config) ? place : undefined;

/** JMESPath is loaded with it, only for destinations that collect. */
const place: Place = async (event, target) => {
  const { placementOf } = await import('./partition.ts');
  return placementOf(event, target);
};

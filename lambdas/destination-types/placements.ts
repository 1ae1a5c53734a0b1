import { placeFor } from './aws-s3/batches/place.ts';
import type { Place } from './batching.ts';
import type { Settings } from './destination-type.ts';

/**
 * How each destination type collects events, by its API name. It is not in the registry, because the bundle
 * of every function would then contain what it imports lazily.
 */
const PLACES: ReadonlyMap<string, (config: Settings) => Place | undefined> = new Map([
  ['aws_s3', placeFor],
]);

/**
 * Returns the function that decides where a destination collects an event; undefined for a destination that
 * receives each event as a separate object.
 */
export const placeIn = (type: string, config: Settings): Place | undefined =>
  PLACES.get(type)?.(config);

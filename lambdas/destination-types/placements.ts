import { placeFor } from './aws-s3/batches/place.ts';
import type { Place } from './batching.ts';
import type { Settings } from './destination-type.ts';

/**
 * How each destination type collects events, by its API name. It is not in the registry: what it imports
 * on demand would be in the bundle of every function.
 */
const PLACES: ReadonlyMap<string, (config: Settings) => Place | undefined> = new Map([
  ['aws_s3', placeFor],
]);

/**
 * Returns what decides where a destination collects events; undefined for one that receives each as an
 * object of its own.
 */
export const placeIn = (type: string, config: Settings): Place | undefined =>
  PLACES.get(type)?.(config);

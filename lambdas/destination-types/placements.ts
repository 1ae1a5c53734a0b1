import { place } from './aws-s3/batches/place.ts';
import type { Place } from './batching.ts';

/**
 * How each destination type collects events, by its API name. It is not in the registry, because
 * publishing imports it: it contains what an event that is not collected needs, and no more.
 */
const PLACES: ReadonlyMap<string, Place> = new Map([['aws_s3', place]]);

/** Decides how an event gets to a destination of a type. */
export const placeIn = (type: string): Place => PLACES.get(type) ?? (() => null);

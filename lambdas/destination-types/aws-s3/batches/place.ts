import type { Place } from '../../batching.ts';
import { isBatched } from './format.ts';

/** Decides whether an event is collected, and where. The rest is loaded for destinations that collect. */
export const place: Place = (event, target) =>
  isBatched(target.config)
    ? import('./placement.ts').then(({ placementOf }) => placementOf(event, target))
    : null;

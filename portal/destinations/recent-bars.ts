import type { Api } from '../api.ts';
import { type Bar, barsOf, edgesOf } from '../destination/chart-bars.ts';
import { readCounts } from '../destination/read-counts.ts';
import type { Zone } from '../times.ts';

/** The attempts of the last 24 hours by destination, as on its chart, with one request. */
export const recentBars = async (
  api: Api,
  now: Date,
  zone: Zone,
  signal: AbortSignal,
): Promise<ReadonlyMap<string, readonly Bar[]>> => {
  const edges = edgesOf('24h', now, zone);
  const counts = Map.groupBy(
    await readCounts(api, edges, signal),
    ({ destinationId }) => destinationId,
  );
  return new Map([...counts].map(([id, own]) => [id, barsOf(edges, own)]));
};

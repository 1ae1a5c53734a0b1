import { type DeliverDeps, deliver, destinationReads } from '../../lambdas/delivery/deliver.ts';
import type { Received } from '../../lambdas/delivery/delivery-record.ts';

/** The dependencies of deliveries, without what a run adds. */
export type RunDeps = Omit<DeliverDeps, 'reads'>;

/** Makes one delivery in a run of its own. */
export const deliverAlone = (deps: RunDeps, received: Received, signal: AbortSignal) =>
  deliver({ ...deps, reads: destinationReads(deps.destinations) }, received, signal);

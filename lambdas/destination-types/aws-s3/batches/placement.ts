import type { Placement } from '../../batching.ts';
import type { ObjectTarget, WritableEvent } from '../../destination-type.ts';
import { batchLimits } from './batch-limits.ts';
import { renderPartition } from './partition.ts';

/** Returns where a destination that receives batches collects an event. */
export const placementOf = (
  event: WritableEvent,
  target: ObjectTarget,
): Placement | 'undecided' => {
  const rendered = renderPartition(event, target);
  return rendered === 'undecided' ? rendered : { ...rendered, limits: batchLimits(target.config) };
};

import { awsS3Cost } from './aws-s3/cost/cost.ts';
import type { CostGuide } from './guides.ts';

/**
 * The cost guides of the destination types that have one, by their API name. They are not in the
 * registry, so that only the bundle of the api contains them.
 */
const costs: ReadonlyMap<string, CostGuide> = new Map([['aws_s3', awsS3Cost]]);

/** Returns the cost guide of a destination type; undefined when there is none. */
export const costOf = (type: string): CostGuide | undefined => costs.get(type);

/** Returns all cost guides. */
export const allCosts = (): readonly CostGuide[] => [...costs.values()];

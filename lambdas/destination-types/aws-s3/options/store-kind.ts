import type { Settings } from '../../destination-type.ts';

/** Returns a validation error for an option that only AWS has, phrased to follow its name. */
export const awsOnly = (_: string, { endpoint }: Settings): string | undefined =>
  endpoint ? 'is supported on AWS only: remove it or config.endpoint' : undefined;

import { ACCOUNT, REGION } from '../template/names.ts';

/** A bucket of the object store. */
export interface LocalBucket {
  readonly name: string;
  /** The account that owns the bucket. */
  readonly owner: string;
  readonly region: string;
  /** Whether requests that are signed for another region are refused, as S3 does. */
  readonly isRegionChecked: boolean;
}

/** A bucket as an option gives it: its name, or more than that. */
export type GivenBucket =
  | string
  | {
      readonly name: string;
      /** @default - the local stack's account */
      readonly owner?: string;
      /** @default - any region */
      readonly region?: string;
    };

/** The bucket that an option means. */
export const localBucket = (given: GivenBucket): LocalBucket => {
  const { name, owner = ACCOUNT, region } = typeof given === 'string' ? { name: given } : given;
  return { name, owner, region: region ?? REGION, isRegionChecked: region !== undefined };
};

import type { StorageClass } from '../storage-class.ts';

/** The source of {@link prices}, for display. */
export const priceList = {
  currency: 'USD',
  region: 'us-east-1',
  /** The month in which the prices were last compared with published ones. */
  date: '2026-06',
  source: 'https://aws.amazon.com/s3/pricing/',
} as const;

/** The list price of one storage class, in US dollars, before volume discounts. */
export interface ClassPrice {
  readonly per1000Puts: number;
  /** Per 2^30 bytes and month. */
  readonly perGbMonth: number;
  /** A smaller object is billed as one of this size. @default 0 */
  readonly minBytes?: number;
  /** An object that is deleted or overwritten earlier is billed for this time. @default 0 */
  readonly minDays?: number;
  /** The bytes that S3 adds to each object, billed at the price of the class and at that of STANDARD. */
  readonly overhead?: { readonly own: number; readonly standard: number };
  /** Per 1,000 objects and month, for objects of at least `minMonitoredBytes`. */
  readonly per1000Monitored?: number;
}

export const KB = 1024;

/**
 * S3 Intelligent-Tiering neither monitors nor moves a smaller object, and bills it as frequently
 * accessed.
 */
export const minMonitoredBytes = 128 * KB;

const archived = { own: 32 * KB, standard: 8 * KB };

/**
 * Prices of the region us-east-1, of the pages "Storage & requests" and its footnotes at
 * https://aws.amazon.com/s3/pricing/. Minimums and overhead are also at
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/storage-class-intro.html.
 */
export const prices: Readonly<Record<StorageClass, ClassPrice>> = {
  STANDARD: { per1000Puts: 0.005, perGbMonth: 0.023 },
  REDUCED_REDUNDANCY: { per1000Puts: 0.005, perGbMonth: 0.024 },
  STANDARD_IA: { per1000Puts: 0.01, perGbMonth: 0.0125, minBytes: 128 * KB, minDays: 30 },
  ONEZONE_IA: { per1000Puts: 0.01, perGbMonth: 0.01, minBytes: 128 * KB, minDays: 30 },
  INTELLIGENT_TIERING: { per1000Puts: 0.005, perGbMonth: 0.023, per1000Monitored: 0.0025 },
  GLACIER: { per1000Puts: 0.03, perGbMonth: 0.0036, minDays: 90, overhead: archived },
  DEEP_ARCHIVE: { per1000Puts: 0.05, perGbMonth: 0.00099, minDays: 180, overhead: archived },
  GLACIER_IR: { per1000Puts: 0.02, perGbMonth: 0.004, minBytes: 128 * KB, minDays: 90 },
};

/**
 * How fast a job goes, at the most: it queues so many deliveries in a step, and waits so many seconds
 * before the next. That is far below what S3 takes for one prefix of a bucket, 3,500 writes a second
 * (AmazonS3/latest/userguide/optimizing-performance), and leaves the deliverers to live traffic.
 */
export const RETRY_LIMITS = { deliveries: 100, seconds: 1 } as const;

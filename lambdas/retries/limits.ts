/**
 * The maximum rate of a job: the number of deliveries it queues in a step, and the number of seconds it
 * waits before the next step. The rate is far below the S3 limit of 3,500 writes per second and prefix
 * (AmazonS3/latest/userguide/optimizing-performance), and leaves deliverer capacity to live traffic.
 */
export const RETRY_LIMITS = { deliveries: 100, seconds: 1 } as const;

/**
 * AWS's prices in US dollars, in us-east-1, on 22 November 2026. In most regions, they differ by
 * less than a fifth.
 */
export const PRICES = {
  /** Per million requests of up to 512 KB to an HTTP API: https://aws.amazon.com/api-gateway/pricing/ */
  httpRequests: 1,
  /** Per million, and per GB-second on arm64: https://aws.amazon.com/lambda/pricing/ */
  lambdaRequests: 0.2,
  lambdaGbSecond: 0.0000133334,
  /** Per million requests of up to 64 KB: https://aws.amazon.com/sqs/pricing/ */
  sqsRequests: 0.4,
  /** More per million requests with a message group id on a standard queue (fair queues). */
  sqsFairRequests: 0.1,
  /** Per million units: https://aws.amazon.com/dynamodb/pricing/on-demand/ */
  writeUnits: 0.625,
  readUnits: 0.125,
  /** Per unit and hour: https://aws.amazon.com/dynamodb/pricing/provisioned/ */
  provisionedWriteHour: 0.00065,
  provisionedReadHour: 0.00013,
  /** Per GB and month, in tables and indexes. */
  dynamoGbMonth: 0.25,
  /** Per GB ingested: https://aws.amazon.com/cloudwatch/pricing/ */
  logGb: 0.5,
} as const;

/** The share of provisioned capacity that is used; autoscaling holds it there. */
const UTILIZATION = 0.7;

/** The price of a million units of provisioned capacity, at {@link UTILIZATION}. */
export const provisioned = (perUnitHour: number): number =>
  (perUnitHour / 3_600 / UTILIZATION) * 1_000_000;

/** What cannot be counted outside of AWS. */
export const ASSUMED = {
  /** How long services take to answer, in milliseconds. */
  dynamoDbMs: 5,
  sqsMs: 10,
  /** https://docs.aws.amazon.com/AmazonS3/latest/userguide/optimizing-performance.html */
  storeMs: 100,
  /** A function has one full core with this memory. */
  coreMb: 1_769,
  /** The lines `platform.start` and `platform.report` that Lambda writes for each run. */
  platformLogBytes: 410,
  /** A line of the access log of the HTTP API. */
  accessLogBytes: 340,
  /** What DynamoDB adds to the size of each stored item or index entry. */
  storedItemBytes: 100,
} as const;

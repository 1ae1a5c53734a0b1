/**
 * A call that a run of a function makes to the outside: there the run can be cut short, or the call
 * fail.
 */
export interface Boundary {
  /** A function and which of its runs in the scenario it is: `deliverer 2`. */
  readonly run: string;
  /** Service, operation and what it is about: `dynamodb PutItem attempt`. */
  readonly operation: string;
  /** Which call of that operation in that run, from 1. */
  readonly ordinal: number;
}

/** What a boundary is called. */
export const boundaryName = ({ run, operation, ordinal }: Boundary): string =>
  `${run}: ${operation} #${ordinal}`;

/**
 * Calls that change nothing but what the caller knows; and rollups, whose counts are not promised to
 * be exact.
 */
const NO_WRITES =
  /^(?:dynamodb (?:GetItem|BatchGetItem|Query)|dynamodb UpdateItem rollups|s3 GetObject|kms|secretsmanager)\b/;

/** Whether a call leaves the outside another than it was. */
export const isWrite = ({ operation }: Boundary): boolean => !NO_WRITES.test(operation);

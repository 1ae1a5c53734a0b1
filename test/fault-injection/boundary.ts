/** An external call of a function run. The run can be interrupted there, or the call can fail. */
export interface Boundary {
  /** The function and the number of its run in the scenario: `deliverer 2`. */
  readonly run: string;
  /** Service, operation and subject: `dynamodb PutItem attempt`. */
  readonly operation: string;
  /** The number of the call among those of its operation in the run, from 1. */
  readonly ordinal: number;
}

/** The name of a boundary. */
export const boundaryName = ({ run, operation, ordinal }: Boundary): string =>
  `${run}: ${operation} #${ordinal}`;

/** Read-only calls, and rollup updates, whose counts are not guaranteed to be exact. */
const NO_WRITES =
  /^(?:dynamodb (?:GetItem|BatchGetItem|Query)|dynamodb UpdateItem rollups|s3 GetObject|kms|secretsmanager)\b/;

/** Whether a call changes external state. */
export const isWrite = ({ operation }: Boundary): boolean => !NO_WRITES.test(operation);

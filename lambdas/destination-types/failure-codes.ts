import { isOverload, isStsFailure, rejectsAll } from './aws-s3/error-codes.ts';

/** What the codes of failed writes mean. */
export interface FailureCodes {
  /**
   * Whether a rejection with this code concerns the destination rather than the event: without a
   * change, the destination would reject any other event, too.
   */
  rejectsAll(code: string): boolean;
  /** Whether a failure with this code means that the store is overloaded: fewer writes may help. */
  isOverload(code: string): boolean;
  /** Whether a failure with this code is not the destination's: no request was sent to the store. */
  isOurs(code: string): boolean;
}

/**
 * The codes of each destination type, by its API name. They are not in the registry, so that functions
 * that deliver do not contain what describes and validates a destination.
 */
const CODES: ReadonlyMap<string, FailureCodes> = new Map([
  ['aws_s3', { rejectsAll, isOverload, isOurs: isStsFailure }],
]);

/** Returns the codes of a destination type; undefined when there is no such type. */
export const failureCodesOf = (type: string): FailureCodes | undefined => CODES.get(type);

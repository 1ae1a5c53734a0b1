/**
 * A queue message that is invalid and never succeeds on retry. The error message names the invalid
 * fields, never their values. Do not throw it for server errors, which leave the message in its queue.
 */
export class InvalidMessageError extends Error {
  override readonly name = 'InvalidMessageError';
}

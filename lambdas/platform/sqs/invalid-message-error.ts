/**
 * A queue message that can never be read, however often it is tried. Its message says why, naming
 * fields but never their values. Not for faults of ours, which leave the message in its queue.
 */
export class InvalidMessageError extends Error {
  override readonly name = 'UnreadableMessage';
}

/** The peer took longer than one of the limits allows. */
export class TooSlowError extends Error {
  override readonly name = 'TooSlowError' as const;
}

/** The answer is none that a store gives; the message says so to the customer. */
export class AnswerError extends Error {
  override readonly name = 'AnswerError' as const;
}

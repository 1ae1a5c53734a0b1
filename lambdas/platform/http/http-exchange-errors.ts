/** The peer exceeded one of the time limits. */
export class TooSlowError extends Error {
  override readonly name = 'TooSlowError' as const;
}

/** The response is not a valid response of a store. The message is shown to the customer. */
export class AnswerError extends Error {
  override readonly name = 'AnswerError' as const;
}

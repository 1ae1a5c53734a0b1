/** An error that the user can fix. It is printed in one line, without a stack trace. */
export class LocalStackError extends Error {
  override name = 'LocalStackError' as const;
}

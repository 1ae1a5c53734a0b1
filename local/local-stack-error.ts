/** An error that the user can fix. It is printed in one line, without a stack trace. */
export class LocalStackError extends Error {
  override name = 'LocalStackError' as const;
  /** 1: the start failed; 2: an option or a setting is invalid. */
  readonly exitCode: 1 | 2;

  constructor(message: string, options?: ErrorOptions, exitCode: 1 | 2 = 1) {
    super(message, options);
    this.exitCode = exitCode;
  }
}

/** An error for an invalid option or setting: `message` names it and the fix. */
export const usageError = (message: string, options?: ErrorOptions): LocalStackError =>
  new LocalStackError(message, options, 2);

/** An error that the operator can fix. It is printed in one line, without a stack trace. */
export class CliError extends Error {
  override readonly name = 'CliError' as const;
  /** 1: the command failed; 2: the command line is invalid. */
  readonly exitCode: 1 | 2;

  constructor(message: string, exitCode: 1 | 2 = 1, options?: ErrorOptions) {
    super(message, options);
    this.exitCode = exitCode;
  }
}

/** An error for an invalid command line: `message` names the option and the fix. */
export const usageError = (message: string): CliError => new CliError(message, 2);

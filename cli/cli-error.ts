/** Something the person at the keyboard must change: told in a line, without a stack trace. */
export class CliError extends Error {
  override readonly name = 'OperatorFault' as const;
  /** 1: it cannot be done as things are; 2: the command was put wrongly. */
  readonly exitCode: 1 | 2;

  constructor(message: string, exitCode: 1 | 2 = 1, options?: ErrorOptions) {
    super(message, options);
    this.exitCode = exitCode;
  }
}

/** The command was put wrongly: `message` names the option and the fix. */
export const usageError = (message: string): CliError => new CliError(message, 2);

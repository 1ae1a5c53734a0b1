/** An error that STS returns. */
export class StsError extends Error {
  override name = 'StsError' as const;
  readonly code: string;
  readonly status: number;

  constructor(code: string, message: string, status = 400) {
    super(message);
    this.code = code;
    this.status = status;
  }
}

/** A parameter that breaks a constraint. */
export const validationError = (message: string): StsError =>
  new StsError('ValidationError', message);

/** The refusal to assume a role, in the words of STS. */
export const accessDenied = (caller: string, roleArn: string): StsError =>
  new StsError(
    'AccessDenied',
    `User: ${caller} is not authorized to perform: sts:AssumeRole on resource: ${roleArn}`,
    403,
  );

import { type Denial, reasonOf } from './evaluate.ts';

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

/**
 * The refusal to assume a role, in the words of STS. It names a policy only if that is the caller's own.
 *
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot_access-denied.html
 */
export const accessDenied = (caller: string, roleArn: string, denial?: Denial): StsError => {
  const action = 'sts:AssumeRole';
  const reason = denial ? ` ${reasonOf(denial, action)}` : '';
  return new StsError(
    'AccessDenied',
    `User: ${caller} is not authorized to perform: ${action} on resource: ${roleArn}${reason}`,
    403,
  );
};

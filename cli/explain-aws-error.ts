import { CliError } from './cli-error.ts';

/** Error name patterns, and what to do about each error. */
export type Hints = readonly (readonly [RegExp, string])[];

const HINTS: Hints = [
  [
    /^(?:Credentials|Token)ProviderError/,
    'there are no AWS credentials: log in, or set AWS_PROFILE to a profile with credentials',
  ],
  [
    /ExpiredToken|InvalidClientTokenId|UnrecognizedClient|SignatureDoesNotMatch|InvalidSignature|AuthFailure|InvalidSecurity/,
    'AWS rejected your credentials: log in again, or set AWS_PROFILE to another profile',
  ],
];

/**
 * Explains an SDK error: what to do, and AWS's message. Any other error is returned unchanged.
 *
 * @param hints the command's own hints
 * @param unreachableHint what to do if the connection is refused, for the local stack
 */
export function explainAwsError(
  error: unknown,
  hints: Hints,
  unreachableHint: string | undefined,
): unknown {
  if (!(error instanceof Error)) return error;
  const hint = hintFor(error, hints, unreachableHint);
  const isServiceError = '$metadata' in error || 'code' in error;
  if (hint === undefined && !isServiceError) return error;
  const details = `${error.name}: ${error.message}`;
  return new CliError(hint ? `${hint} (${details})` : details, 1, { cause: error });
}

function hintFor(
  error: Error,
  hints: Hints,
  unreachableHint: string | undefined,
): string | undefined {
  if (/^Region (?:is missing|not accepted)/.test(error.message)) {
    return 'the AWS region is missing or invalid: set AWS_REGION, or a region in your AWS profile';
  }
  if ('code' in error && error.code === 'ECONNREFUSED' && unreachableHint) return unreachableHint;
  return [...hints, ...HINTS].find(([names]) => names.test(error.name))?.[1];
}

import { CliError } from './cli-error.ts';

/** What AWS refuses, by the names of its errors, and what to do about it. */
export type Hints = readonly (readonly [RegExp, string])[];

const ADVICE: Hints = [
  [
    /^(?:Credentials|Token)ProviderError/,
    'there are no AWS credentials: log in, or set AWS_PROFILE to a profile that has some',
  ],
  [
    /ExpiredToken|InvalidClientTokenId|UnrecognizedClient|SignatureDoesNotMatch|InvalidSignature|AuthFailure|InvalidSecurity/,
    'AWS does not take your credentials: log in again, or set AWS_PROFILE to another profile',
  ],
];

/**
 * An error of the SDK as a person needs it: what to do, and what AWS said. Any other is given back
 * as it is.
 *
 * @param advice what a command has to say itself
 * @param nobodyThere what to do when nobody answers, if it is the local house that was called
 */
export function explainAwsError(
  error: unknown,
  advice: Hints,
  nobodyThere: string | undefined,
): unknown {
  if (!(error instanceof Error)) return error;
  const todo = adviceOn(error, advice, nobodyThere);
  const isAnswer = '$metadata' in error || 'code' in error;
  if (todo === undefined && !isAnswer) return error;
  const said = `${error.name}: ${error.message}`;
  return new CliError(todo ? `${todo} (${said})` : said, 1, { cause: error });
}

function adviceOn(
  error: Error,
  advice: Hints,
  nobodyThere: string | undefined,
): string | undefined {
  if (/^Region (?:is missing|not accepted)/.test(error.message)) {
    return 'there is no AWS region, or it cannot be one: set AWS_REGION, or a region in your AWS profile';
  }
  if ('code' in error && error.code === 'ECONNREFUSED' && nobodyThere) return nobodyThere;
  return [...advice, ...ADVICE].find(([names]) => names.test(error.name))?.[1];
}

import { OperatorFault } from '../operator-fault.ts';

/** What AWS refuses, by the names of its errors, and what to do about it. */
const ADVICE: readonly (readonly [RegExp, string])[] = [
  [
    /^(?:Credentials|Token)ProviderError/,
    'there are no AWS credentials: log in, or set AWS_PROFILE to a profile that has some',
  ],
  [
    /ExpiredToken|InvalidClientTokenId|UnrecognizedClient|SignatureDoesNotMatch|InvalidSignature|AuthFailure|InvalidSecurity/,
    'AWS does not take your credentials: log in again, or set AWS_PROFILE to another profile',
  ],
  [
    /AccessDenied|NotAuthorized/,
    'AWS does not permit this: docs/dead-letters.md lists what an operator needs',
  ],
  [/QueueDoesNotExist/, 'a queue is gone: is the stage being deployed or deleted?'],
];

/**
 * An error of the SDK as a person needs it: what to do, and what AWS said. Any other is given back
 * as it is.
 *
 * @param house the address of the local house, when it is what was called
 */
export function toldOf(error: unknown, house: string | undefined): unknown {
  if (!(error instanceof Error)) return error;
  const advice = adviceOn(error, house);
  const isAnswer = '$metadata' in error || 'code' in error;
  if (advice === undefined && !isAnswer) return error;
  const said = `${error.name}: ${error.message}`;
  return new OperatorFault(advice ? `${advice} (${said})` : said, 1, { cause: error });
}

function adviceOn(error: Error, house: string | undefined): string | undefined {
  if (/^Region (?:is missing|not accepted)/.test(error.message)) {
    return 'there is no AWS region, or it cannot be one: set AWS_REGION, or a region in your AWS profile';
  }
  if (house !== undefined && 'code' in error && error.code === 'ECONNREFUSED') {
    return `no local house answers at ${house}: npm start runs one, and LOCAL_AWS_PORT is its port`;
  }
  return ADVICE.find(([names]) => names.test(error.name))?.[1];
}

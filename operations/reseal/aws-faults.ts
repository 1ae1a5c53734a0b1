import { toldOf } from '../dead-letters/aws-faults.ts';
import { OperatorFault } from '../operator-fault.ts';

/** What AWS refuses, by the names of its errors, and what to do about it. */
const ADVICE: readonly (readonly [RegExp, string])[] = [
  [
    /AccessDenied|NotAuthorized/,
    'AWS does not permit this: docs/data-protection.md lists what resealing needs',
  ],
  [/ResourceNotFoundException/, 'there is no such table: --table must name the one the stage uses'],
];

/**
 * An error of the SDK as a person needs it: what to do, and what AWS said. Any other is given back
 * as it is.
 *
 * @param isLocal whether the local house was called
 */
export function resealFault(error: unknown, isLocal: boolean): unknown {
  if (!(error instanceof Error) || error instanceof OperatorFault) return error;
  const advice = adviceOn(error, isLocal);
  return advice === undefined
    ? toldOf(error, undefined)
    : new OperatorFault(`${advice} (${error.name}: ${error.message})`, 1, { cause: error });
}

function adviceOn(error: Error, isLocal: boolean): string | undefined {
  if (isLocal && 'code' in error && error.code === 'ECONNREFUSED') {
    return 'no local house answers there: npm start runs one; LOCAL_DYNAMODB_PORT and LOCAL_KMS_PORT are its ports';
  }
  return ADVICE.find(([names]) => names.test(error.name))?.[1];
}

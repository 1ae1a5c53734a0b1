import { explainAwsError, type Hints } from '../explain-aws-error.ts';

const HINTS: Hints = [
  [
    /AccessDenied|NotAuthorized/,
    'AWS denied access: docs/how-to/data-protection.md lists the required permissions',
  ],
  [
    /ResourceNotFoundException/,
    'the table does not exist: --table must name the table that the stage uses',
  ],
];

const LOCAL_STACK_UNREACHABLE =
  'no local stack responds: start one with npm start, or set LOCAL_DYNAMODB_PORT and LOCAL_KMS_PORT to its ports';

/**
 * Explains a re-encryption error to the operator.
 *
 * @param isLocal whether the command used the local stack
 */
export const explainReencryptError = (error: unknown, isLocal: boolean): unknown =>
  explainAwsError(error, HINTS, isLocal ? LOCAL_STACK_UNREACHABLE : undefined);

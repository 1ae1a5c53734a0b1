import { explainAwsError, type Hints } from '../explain-aws-error.ts';

const HINTS: Hints = [
  [
    /AccessDenied|NotAuthorized/,
    'AWS does not permit this: docs/how-to/data-protection.md lists what resealing needs',
  ],
  [/ResourceNotFoundException/, 'there is no such table: --table must name the one the stage uses'],
];

const LOCAL_STACK_UNREACHABLE =
  'no local house answers there: npm start runs one; LOCAL_DYNAMODB_PORT and LOCAL_KMS_PORT are its ports';

/**
 * Explains a re-encryption error to the operator.
 *
 * @param isLocal whether the command used the local stack
 */
export const explainReencryptError = (error: unknown, isLocal: boolean): unknown =>
  explainAwsError(error, HINTS, isLocal ? LOCAL_STACK_UNREACHABLE : undefined);

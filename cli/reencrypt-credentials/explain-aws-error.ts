import { explainAwsError, type Hints } from '../explain-aws-error.ts';

const ADVICE: Hints = [
  [
    /AccessDenied|NotAuthorized/,
    'AWS does not permit this: docs/how-to/data-protection.md lists what resealing needs',
  ],
  [/ResourceNotFoundException/, 'there is no such table: --table must name the one the stage uses'],
];

const NO_HOUSE =
  'no local house answers there: npm start runs one; LOCAL_DYNAMODB_PORT and LOCAL_KMS_PORT are its ports';

/**
 * What went wrong with resealing, as a person needs it.
 *
 * @param isLocal whether the local house was called
 */
export const resealFault = (error: unknown, isLocal: boolean): unknown =>
  explainAwsError(error, ADVICE, isLocal ? NO_HOUSE : undefined);

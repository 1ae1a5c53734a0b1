import { explainAwsError, type Hints } from '../explain-aws-error.ts';

const HINTS: Hints = [
  [
    /AccessDenied|NotAuthorized/,
    'AWS denied access: docs/how-to/dead-letters.md lists the required permissions',
  ],
  [/QueueDoesNotExist/, 'a queue no longer exists: is the stage being deployed or deleted?'],
];

/**
 * Explains an error of the dead-letter command to the operator.
 *
 * @param localStackUrl the local stack's address, if the command used it
 */
export const explainDeadLettersError = (
  error: unknown,
  localStackUrl: string | undefined,
): unknown =>
  explainAwsError(
    error,
    HINTS,
    localStackUrl &&
      `no local stack responds at ${localStackUrl}: start one with npm start, or set LOCAL_AWS_PORT to its port`,
  );

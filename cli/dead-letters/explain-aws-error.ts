import { explainAwsError, type Hints } from '../explain-aws-error.ts';

const HINTS: Hints = [
  [
    /AccessDenied|NotAuthorized/,
    'AWS does not permit this: docs/how-to/dead-letters.md lists what an operator needs',
  ],
  [/QueueDoesNotExist/, 'a queue is gone: is the stage being deployed or deleted?'],
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
      `no local house answers at ${localStackUrl}: npm start runs one, and LOCAL_AWS_PORT is its port`,
  );

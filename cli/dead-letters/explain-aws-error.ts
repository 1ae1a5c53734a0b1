import { explainAwsError, type Hints } from '../explain-aws-error.ts';

const ADVICE: Hints = [
  [
    /AccessDenied|NotAuthorized/,
    'AWS does not permit this: docs/how-to/dead-letters.md lists what an operator needs',
  ],
  [/QueueDoesNotExist/, 'a queue is gone: is the stage being deployed or deleted?'],
];

/**
 * What went wrong with dead letters, as a person needs it.
 *
 * @param house the address of the local house, when it is what was called
 */
export const deadLettersFault = (error: unknown, house: string | undefined): unknown =>
  explainAwsError(
    error,
    ADVICE,
    house &&
      `no local house answers at ${house}: npm start runs one, and LOCAL_AWS_PORT is its port`,
  );

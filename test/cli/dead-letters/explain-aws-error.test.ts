import { SQSServiceException } from '@aws-sdk/client-sqs';
import { expect, test } from 'vitest';
import { usageError } from '../../../cli/cli-error.ts';
import { explainDeadLettersError } from '../../../cli/dead-letters/explain-aws-error.ts';

const answered = (name: string) =>
  new SQSServiceException({ name, message: 'words of AWS', $fault: 'client', $metadata: {} });

test.each([
  ['AccessDenied', /^AWS denied access: docs\/how-to\/dead-letters\.md/],
  ['AccessDeniedException', /^AWS denied access/],
  ['ExpiredTokenException', /^AWS rejected your credentials: log in again/],
  ['InvalidClientTokenId', /^AWS rejected your credentials/],
  ['QueueDoesNotExist', /^a queue no longer exists/],
  ['InternalError', /^InternalError: words of AWS$/],
])('%s is reported with what to do and the message of AWS', (name, words) => {
  const messages = explainDeadLettersError(answered(name), undefined);
  expect(messages).toMatchObject({ exitCode: 1, message: expect.stringMatching(words) });
  expect(messages).toMatchObject({ message: expect.stringContaining('words of AWS') });
});

test('a failed connection is explained', () => {
  const error = Object.assign(new Error('getaddrinfo ENOTFOUND sqs'), { code: 'ENOTFOUND' });
  expect(explainDeadLettersError(error, undefined)).toMatchObject({
    name: 'CliError',
    exitCode: 1,
  });
});

test('an error that is not from AWS is unchanged', () => {
  const bug = new TypeError('undefined is not a function');
  const wrong = usageError('say where');
  expect([
    explainDeadLettersError(bug, undefined),
    explainDeadLettersError(wrong, undefined),
  ]).toEqual([bug, wrong]);
});

import { expect, test } from 'vitest';
import {
  ConflictError,
  ForbiddenError,
  MalformedJsonError,
  NotFoundError,
  OverLimitError,
  TooLargeError,
  UnauthorizedError,
  ValidationError,
} from '../../../lambdas/platform/errors.ts';
import { HttpError, toHttpError } from '../../../lambdas/platform/http/http-error.ts';

test.each([
  [new ValidationError(['a is required']), 422, 'validation error', ['a is required']],
  [new MalformedJsonError('the body is empty'), 400, 'invalid JSON: the body is empty', undefined],
  [new TooLargeError('body is 7 bytes'), 413, 'body is 7 bytes', undefined],
  [new UnauthorizedError('wrong key'), 401, 'unauthorized: wrong key', undefined],
  [new ForbiddenError('not yours'), 403, 'forbidden: not yours', undefined],
  [new NotFoundError('event not found'), 404, 'event not found', undefined],
  [new ConflictError('gone on', { error: 'data' }), 409, 'gone on', { error: 'data' }],
])('maps %o to %i', (error, status, message, data) => {
  const mapped = toHttpError(error);
  expect(mapped).toBeInstanceOf(HttpError);
  expect(mapped).toMatchObject({ status, message, headers: {} });
  expect(mapped.data).toEqual(data);
});

test('maps an exceeded limit to 429 with the seconds to wait, rounded up to 1 or more', () => {
  const after = (seconds: number) => toHttpError(new OverLimitError('requests', 'no', seconds));
  expect(after(1.2)).toMatchObject({
    status: 429,
    message: 'too many requests: no; retry after 2 s',
    data: { retry_after: '2' },
    headers: { 'retry-after': '2' },
  });
  expect(after(0)).toMatchObject({ headers: { 'retry-after': '1' } });
});

test('maps any other error to 500 without its message', () => {
  const mapped = toHttpError(new Error('the table is secret'));
  expect(mapped.body).toEqual({ status: 500, message: 'internal server error' });
});

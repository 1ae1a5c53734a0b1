import { describe, expect, it, test } from 'vitest';
import {
  connectionResult,
  hideSecrets,
  keyTemplateResult,
  presentable,
  resultFromException,
  resultFromS3Error,
} from '../../../lambdas/destination-types/aws-s3/write-result.ts';

const kindOf = (status: number, code?: string) =>
  resultFromS3Error({ code, status, message: 'm' }).kind;

describe("a store's error", () => {
  it.each([
    [500, 'InternalError'],
    [503, 'ServiceUnavailable'],
    [503, 'SlowDown'],
    [429, 'SlowDown'],
    [400, 'SlowDown'],
    [502, 'BadGateway'],
    [504, 'GatewayTimeout'],
    [400, 'RequestTimeout'],
    [403, 'RequestTimeTooSkewed'],
    [409, 'ConditionalRequestConflict'],
    [409, 'OperationAborted'],
    [409, 'SomethingNew'],
    [409, undefined],
    [200, 'InternalError'],
    [200, 'SlowDown'],
    [200, undefined],
    [307, 'TemporaryRedirect'],
    [400, 'KMS.ThrottlingException'],
    [400, 'Throttling'],
    [400, 'RequestThrottled'],
    [429, 'TooManyRequests'],
    [503, undefined],
    [429, undefined],
    [408, undefined],
    [307, undefined],
    [599, 'SomethingNew'],
  ])('%i %s is retryable', (status, code) => {
    expect(kindOf(status, code)).toBe('retry');
  });

  it.each([
    [403, 'AccessDenied'],
    [403, 'InvalidAccessKeyId'],
    [403, 'SignatureDoesNotMatch'],
    [403, 'AllAccessDisabled'],
    [403, 'AccountProblem'],
    [404, 'NoSuchBucket'],
    [301, 'PermanentRedirect'],
    [400, 'AuthorizationHeaderMalformed'],
    [400, 'ExpiredToken'],
    [400, 'InvalidToken'],
    [400, 'TokenRefreshRequired'],
    [400, 'KMS.DisabledException'],
    [400, 'KMS.NotFoundException'],
    [400, 'KMS.KMSInvalidStateException'],
    [400, 'InvalidStorageClass'],
    [400, 'EntityTooLarge'],
    [400, 'MetadataTooLarge'],
    [400, 'KeyTooLongError'],
    [400, 'BadDigest'],
    [412, 'PreconditionFailed'],
    [409, 'InvalidBucketState'],
    [409, 'XMinioObjectExistsAsDirectory'],
    [409, 'ExistingObjectIsFile'],
    [403, 'QuotaExceeded'],
    [401, 'Unauthorized'],
    [403, 'InvalidTokenId'],
    [405, 'MethodNotAllowed'],
    [200, 'AccessDenied'],
    [200, 'SomethingNew'],
    [401, undefined],
    [404, undefined],
    [413, undefined],
    [501, 'NotImplemented'],
    [507, 'InsufficientStorage'],
    [507, 'XMinioStorageFull'],
    [400, 'SomethingNew'],
    [302, undefined],
    [403, undefined],
    [501, undefined],
    [507, undefined],
  ])('%i %s requires the customer to act', (status, code) => {
    expect(kindOf(status, code)).toBe('rejected');
  });

  it('keeps its code, or uses its status as the code', () => {
    expect(resultFromS3Error({ code: 'SlowDown', status: 503, message: 'm' }).code).toBe(
      'SlowDown',
    );
    expect(resultFromS3Error({ code: undefined, status: 502, message: 'm' }).code).toBe('http_502');
  });
});

describe('a message', () => {
  const shown = (message: string, secrets: string[]) => {
    const result = presentable(keyTemplateResult(message), secrets);
    return result.kind === 'delivered' ? '' : result.message;
  };

  it('contains no credential', () => {
    expect(
      shown('AKIA1 may not use S3CRET or S3CRETT0KEN', ['AKIA1', 'S3CRET', 'S3CRETT0KEN', '']),
    ).toBe('[hidden] may not use [hidden] or [hidden]');
  });

  it('is at most 1,000 characters long', () => {
    expect(shown('x'.repeat(5000), [])).toHaveLength(1000);
  });

  it.each([
    ['a store sends half of a pair', 'x\ud83d'],
    ['it is cut between halves', `${'x'.repeat(999)}😀`],
  ])('is well-formed Unicode when %s', (_case, message) => {
    expect(shown(message, [])).toBe(`${message.slice(0, message.indexOf('\ud83d'))}\ufffd`);
  });
});

describe('an error that is not a response', () => {
  const failure = (error: Error, more: object) => resultFromException(Object.assign(error, more));

  it.each([
    [{ name: 'AbortError' }],
    [{ name: 'TimeoutError' }],
    [{ name: 'TimeoutError', code: 'ETIMEDOUT' }],
    [{ code: 'ETIMEDOUT' }],
  ])('%j is a timeout', (more) => {
    expect(failure(new Error('10.1.2.3'), more)).toMatchObject({ kind: 'retry', code: 'timeout' });
  });

  it.each(['ECONNRESET', 'EPIPE', 'ECONNREFUSED', 'ESERVFAIL', 'EAI_AGAIN', 'CERT_HAS_EXPIRED'])(
    '%s is a failed connection, and discloses nothing about our network',
    (code) => {
      const result = failure(new Error('connect 10.1.2.3:443'), { code });
      expect(result).toEqual(connectionResult(code));
      expect(JSON.stringify(result)).not.toContain('10.1.2.3');
    },
  );

  it.each(['ENOTFOUND', 'ENODATA'])('%s is a host that does not exist', (code) => {
    expect(failure(new Error('getaddrinfo'), { code })).toEqual({
      kind: 'rejected',
      code: 'connection',
      message:
        'The host name of the store does not exist in DNS. Check config.endpoint or config.region.',
    });
  });

  it.each([[new TypeError('x is not a function')], ['a text'], [undefined]])(
    'that neither store nor network caused is rethrown: %s',
    (error) => {
      expect(() => resultFromException(error)).toThrow();
    },
  );
});

test.each([
  ['test-missing in us-east-1', ['test'], 'test-missing in us-east-1'],
  ['The specified bucket does not exist', ['b', 'e'], 'The specified bucket does not exist'],
  [
    'events/test/1.json, test.example.com, a=test',
    ['test'],
    'events/test/1.json, test.example.com, a=test',
  ],
  ['The key test is not known: test.', ['test'], 'The key [hidden] is not known: [hidden].'],
  ['<b> "b" (b), b', ['b'], '<[hidden]> "[hidden]" ([hidden]), [hidden]'],
  ['xAKIA1234x, a/AKIA1234/b', ['AKIA1234'], 'x[hidden]x, a/[hidden]/b'],
  ['AKIA123x', ['AKIA123'], 'AKIA123x'],
  ['minioadmin minioadmin2', ['minioadmin', 'minioadmin2'], '[hidden] [hidden]'],
  ['wJalrXUtnFEMI/K7MDENG+.*', ['wJalrXUtnFEMI/K7MDENG+.*'], '[hidden]'],
  ['a.c and abc', ['a.c'], '[hidden] and abc'],
  ['nothing to hide', ['', ''], 'nothing to hide'],
])('%j without %j is %j', (text, secrets, hidden) => {
  expect(hideSecrets(text, secrets)).toBe(hidden);
});

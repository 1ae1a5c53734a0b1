import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { objectWriter } from '../../../lambdas/destination-types/aws-s3/object-writer.s3.ts';
import type { DestinationTarget } from '../../../lambdas/destination-types/destination-type.ts';
import { babbles, breaksOff, page, refuses, resets } from '../../support/strict-s3/scripts.ts';
import { type StrictS3, startStrictS3 } from '../../support/strict-s3.ts';
import { accessKey, anEvent, aPlace, open, present, untimed } from './builders.ts';

const limited = {
  key: 'AKIALIMITED',
  secret: 'limited-secret',
  may: (_action: string, key: string) => key.startsWith('allowed/'),
};

let s3: StrictS3;
beforeAll(async () => {
  s3 = await startStrictS3({ accessKeys: [accessKey, limited] });
});
beforeEach(() => {
  s3.requests.length = 0;
});
afterAll(() => s3.stop());

const writer = objectWriter(open, present);
const never = new AbortController().signal;
const write = (place: DestinationTarget) => untimed(writer.write(anEvent(), place, never));
const here = (config = {}): DestinationTarget => aPlace({ endpoint: s3.url, ...config });

describe('an error response', () => {
  it.each([
    [{ bucket: 'other-bucket' }, accessKey, 'NoSuchBucket'],
    [{ region: 'eu-central-1' }, accessKey, 'AuthorizationHeaderMalformed'],
    [{}, { ...accessKey, key: 'AKIAUNKNOWN' }, 'InvalidAccessKeyId'],
    [{}, { ...accessKey, secret: 'wrong' }, 'SignatureDoesNotMatch'],
    [{}, { ...accessKey, session: 'not-mine' }, 'InvalidToken'],
    [{}, { key: limited.key, secret: limited.secret }, 'AccessDenied'],
  ])('for %j with %j is final and has the code %s', async (config, credentials, code) => {
    const result = await write({ ...here(config), credentials });
    expect(result).toMatchObject({ kind: 'rejected', code, message: expect.stringMatching(/\w/) });
  });

  it.each([
    [503, 'SlowDown', 'retry'],
    [500, 'InternalError', 'retry'],
    [400, 'KMS.ThrottlingException', 'retry'],
    [409, 'OperationAborted', 'retry'],
    [403, 'RequestTimeTooSkewed', 'retry'],
    [307, 'TemporaryRedirect', 'retry'],
    [403, 'AccessDenied', 'rejected'],
    [404, 'NoSuchBucket', 'rejected'],
    [301, 'PermanentRedirect', 'rejected'],
    [501, 'NotImplemented', 'rejected'],
  ])('%i %s is passed on with its message, after one request', async (status, code, kind) => {
    s3.answerNext(refuses(status, code, 'Please <wait> & try'));
    expect(await write(here())).toEqual({ kind, code, message: 'Please <wait> & try' });
    expect(s3.requests).toHaveLength(1);
  });

  it('contains no credential, even if the store returns one', async () => {
    s3.answerNext(
      refuses(403, 'SignatureDoesNotMatch', `not ${accessKey.key}, ${accessKey.secret}`),
    );
    expect(await write(here())).toEqual({
      kind: 'rejected',
      code: 'SignatureDoesNotMatch',
      message: 'not [hidden], [hidden]',
    });
  });

  it.each([
    [502, '<html><head><hr>Bad & gateway</html>', 'retry'],
    [502, '<html><body>Bad gateway</body></html>', 'retry'],
    [503, '', 'retry'],
    [500, 'oops', 'retry'],
    [404, '', 'rejected'],
    [403, '<html>Forbidden by policy</html>', 'rejected'],
  ])("%i that is not S3's has the status as its code: %j", async (status, body, kind) => {
    s3.answerNext(page(status, body));
    expect(await write(here())).toEqual({
      kind,
      code: `http_${status}`,
      message: `The store responded with HTTP ${status}.`,
    });
  });

  it.each([
    [503, { 'retry-after': '120' }, 120],
    [429, { 'retry-after': '7' }, 7],
    [503, { 'retry-after': '9999999' }, 86_400],
    [
      503,
      {
        date: 'Wed, 01 Jan 2120 00:00:00 GMT',
        'retry-after': 'Wed, 01 Jan 2120 00:02:00 GMT',
      },
      120,
    ],
  ])('%i with %j contains the seconds to wait', async (status, headers, retry_after) => {
    s3.answerNext((response) => response.writeHead(status, headers).end());
    expect(await write(here())).toEqual({
      kind: 'retry',
      code: `http_${status}`,
      message: `The store responded with HTTP ${status}.`,
      retry_after,
    });
  });

  it.each(['0', '-1', 'soon', '', 'Wed, 01 Jan 2020 00:00:00 GMT'])(
    '503 with Retry-After %j contains no delay',
    async (retry_after) => {
      s3.answerNext((response) => response.writeHead(503, { 'retry-after': retry_after }).end());
      expect(await write(here())).not.toHaveProperty('retry_after');
    },
  );

  it('about clock skew corrects the clock for the next attempt', async () => {
    const endpoint = s3.url.replace('127.0.0.1', 'localhost'); // a client that has no past
    s3.answerNext((response) => {
      response.setHeader('date', 'Wed, 01 Jan 2120 00:00:00 GMT');
      refuses(403, 'RequestTimeTooSkewed')(response);
    });
    expect(await write(here({ endpoint }))).toMatchObject({ code: 'RequestTimeTooSkewed' });
    s3.answerNext(refuses(503, 'SlowDown'));
    await write(here({ endpoint }));
    expect(s3.requests.at(-1)?.headers.get('x-amz-date')).toMatch(/^2120/);
  });

  it('without an ETag is not a delivery, although its status is 200', async () => {
    s3.answerNext(page(200, '<html>Sorry, we are being maintained</html>'));
    expect(await write(here())).toMatchObject({ kind: 'retry', code: 'http_200' });
  });

  it.each([
    ['AccessDenied', 'rejected'],
    ['QuotaExceeded', 'rejected'],
    ['InternalError', 'retry'],
    ['SlowDown', 'retry'],
  ])('%s is not a delivery, although its status is 200 and it has an ETag', async (code, kind) => {
    s3.answerNext((response) => {
      response.setHeader('etag', '"99914b932bd37a50b983c5e7c90ae93b"');
      refuses(200, code, 'No.')(response);
    });
    expect(await write(here())).toEqual({ kind, code, message: 'No.' });
  });

  it('without a code is not a delivery, although its status is 200 and it has an ETag', async () => {
    s3.answerNext((response) => response.writeHead(200, { etag: '"x"' }).end('<Error/>'));
    expect(await write(here())).toMatchObject({ kind: 'retry', code: 'http_200' });
  });

  it.each(['"d41d8cd98f00b204e9800998ecf8427e"', 'D41D8CD98F00B204E9800998ECF8427E'])(
    'is not a delivery when the ETag is that of an empty object: %s',
    async (etag) => {
      s3.answerNext((response) => response.writeHead(200, { etag }).end());
      expect(await write(here())).toEqual({
        kind: 'rejected',
        code: 'empty_object',
        message:
          "The store responded with the ETag of an empty object: it did not store the event's data.",
      });
    },
  );
});

describe('a network failure', () => {
  it.each([
    ['cut before the answer', resets], // a kept one is replaced: see kept-connections.integration.test.ts
    ['cut in the middle of the answer', breaksOff],
    ['that does not speak HTTP', babbles],
  ])('a connection %s is retryable', async (_, script) => {
    s3.answerNext(script);
    const unconnected = objectWriter(open, present);
    const result = await unconnected.write(anEvent(), here(), never);
    expect(result).toMatchObject({ kind: 'retry', code: 'connection' });
    expect(JSON.stringify(result)).not.toContain('127.0.0.1');
    expect(s3.requests).toHaveLength(1);
  });

  it('is retryable when nothing listens', async () => {
    expect(await write(aPlace({ endpoint: 'http://127.0.0.1:1' }))).toMatchObject({
      kind: 'retry',
      code: 'connection',
      message: expect.stringMatching('ECONNREFUSED'),
    });
  });

  it('is a rejection when the name does not exist, and retryable when no name server answers', async () => {
    expect(await write(aPlace({ endpoint: 'http://store.invalid' }))).toMatchObject({
      code: 'connection',
      message: expect.stringMatching(/does not exist|EAI_AGAIN/),
    });
  });

  it('is retryable when TLS fails', async () => {
    const endpoint = s3.url.replace('http:', 'https:');
    expect(await write(aPlace({ endpoint }))).toMatchObject({ kind: 'retry', code: 'connection' });
  });
});

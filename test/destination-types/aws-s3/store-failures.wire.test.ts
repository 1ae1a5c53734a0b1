import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { objectWriter } from '../../../lambdas/destination-types/aws-s3/object-writer.s3.ts';
import type { Place } from '../../../lambdas/destination-types/destination-type.ts';
import {
  babbles,
  breaksOff,
  drips,
  hangs,
  page,
  redirects,
  refuses,
  resets,
  stalls,
} from '../../support/strict-s3/scripts.ts';
import { type StrictS3, startStrictS3 } from '../../support/strict-s3.ts';
import { accessKey, anEvent, aPlace } from './builders.ts';

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

const writer = objectWriter({ allowPrivateEndpoints: true }, () => new Date(), {
  connect: 300,
  answer: 300,
});
const soon = () => AbortSignal.timeout(5_000);
const write = (place: Place, signal = soon()) => writer.write(anEvent(), place, signal);
const here = (config = {}): Place => aPlace({ endpoint: s3.url, ...config });

describe('a refusal', () => {
  it.each([
    [{ bucket: 'other-bucket' }, accessKey, 'NoSuchBucket'],
    [{ region: 'eu-central-1' }, accessKey, 'AuthorizationHeaderMalformed'],
    [{}, { ...accessKey, key: 'AKIAUNKNOWN' }, 'InvalidAccessKeyId'],
    [{}, { ...accessKey, secret: 'wrong' }, 'SignatureDoesNotMatch'],
    [{}, { ...accessKey, session: 'not-mine' }, 'InvalidToken'],
    [{}, { key: limited.key, secret: limited.secret }, 'AccessDenied'],
  ])('for %j with %j is final and has the code %s', async (config, credentials, code) => {
    const verdict = await write({ ...here(config), credentials });
    expect(verdict).toMatchObject({ kind: 'rejected', code, message: expect.stringMatching(/\w/) });
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
  ])('%i %s is handed on with its message, after one request', async (status, code, kind) => {
    s3.answerNext(refuses(status, code, 'Please <mend> & try'));
    expect(await write(here())).toEqual({ kind, code, message: 'Please <mend> & try' });
    expect(s3.requests).toHaveLength(1);
  });

  it('shows no credential, though the store does', async () => {
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
  ])("%i that is not S3's has the status for a code: %j", async (status, body, kind) => {
    s3.answerNext(page(status, body));
    expect(await write(here())).toEqual({
      kind,
      code: `http_${status}`,
      message: `The store answered with HTTP ${status}.`,
    });
  });

  it('that redirects elsewhere is not followed', async () => {
    s3.answerNext(redirects(`${s3.url}/elsewhere`));
    expect(await write(here())).toMatchObject({ kind: 'rejected', code: 'http_302' });
    expect(s3.requests).toHaveLength(1);
  });

  it('without an ETag is no delivery, though its status is 200', async () => {
    s3.answerNext(page(200, '<html>Sorry, we are being maintained</html>'));
    expect(await write(here())).toMatchObject({ kind: 'retry', code: 'http_200' });
  });
});

describe('a network in trouble', () => {
  it.each([
    ['cut before the answer', resets, 'connection'],
    ['cut in the middle of the answer', breaksOff, 'connection'],
    ['that does not speak HTTP', babbles, 'connection'],
    ['that hangs', hangs, 'timeout'],
    ['that drips', drips, 'timeout'],
    ['that stalls in the middle of the answer', stalls, 'timeout'],
  ])('a connection %s is worth another try', async (_, script, code) => {
    s3.answerNext(script);
    const started = performance.now();
    const verdict = await write(here());
    expect(verdict).toMatchObject({ kind: 'retry', code });
    expect(performance.now() - started).toBeLessThan(2_000); // long before our own deadline
    expect(JSON.stringify(verdict)).not.toContain('127.0.0.1');
    expect(s3.requests).toHaveLength(1);
  });

  it.each([
    ['nobody listens', 'http://127.0.0.1:1', 'ECONNREFUSED'],
    ['the name does not exist', 'http://store.invalid', /ENOTFOUND|EAI_AGAIN/],
  ])('where %s is worth another try', async (_, endpoint, cause) => {
    expect(await write(aPlace({ endpoint }))).toMatchObject({
      kind: 'retry',
      code: 'connection',
      message: expect.stringMatching(cause),
    });
  });

  it('where TLS fails is worth another try', async () => {
    const endpoint = s3.url.replace('http:', 'https:');
    expect(await write(aPlace({ endpoint }))).toMatchObject({ kind: 'retry', code: 'connection' });
  });

  it.each([
    ['hangs', hangs],
    ['stalls', stalls],
  ])('that %s ends at our own deadline', async (_, script) => {
    s3.answerNext(script);
    const started = performance.now();
    expect(await write(here(), AbortSignal.timeout(50))).toMatchObject({
      kind: 'retry',
      code: 'timeout',
    });
    expect(performance.now() - started).toBeLessThan(290);
  });

  it('is not tried at all when our deadline has passed', async () => {
    expect(await write(here(), AbortSignal.abort())).toMatchObject({ code: 'timeout' });
    expect(s3.requests).toEqual([]);
  });
});

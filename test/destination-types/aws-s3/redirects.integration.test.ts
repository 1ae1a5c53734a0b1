import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { objectWriter } from '../../../lambdas/destination-types/aws-s3/object-writer.s3.ts';
import { objectVerifier } from '../../../lambdas/destination-types/aws-s3/verification/object-verifier.s3.ts';
import { Refusal } from '../../support/strict-s3/refusal.ts';
import type { Script } from '../../support/strict-s3/scripts.ts';
import { type StrictS3, startStrictS3 } from '../../support/strict-s3.ts';
import { accessKey, anEvent, aPlace, open, present } from './builders.ts';

let s3: StrictS3;
let elsewhere: StrictS3;
beforeAll(async () => {
  s3 = await startStrictS3({ accessKeys: [accessKey] });
  elsewhere = await startStrictS3({ accessKeys: [accessKey], region: 'eu-west-1' });
});
beforeEach(() => {
  s3.requests.length = 0;
});
afterEach(() => vi.unstubAllEnvs());
afterAll(async () => {
  await s3.stop();
  await elsewhere.stop();
});

const never = new AbortController().signal;
const writer = objectWriter(open, present);

/** All headers that indicate another location of the bucket. */
const redirects =
  (status: number, code?: string): Script =>
  (response) => {
    response.writeHead(status, {
      location: `${elsewhere.url}/my-bucket/k`,
      'x-amz-bucket-region': 'eu-west-1',
      refresh: `0; url=${elsewhere.url}`,
    });
    response.end(code && new Refusal(status, code, 'The bucket is elsewhere.').xml());
  };

const ways: readonly (readonly [number, string | undefined, string])[] = [
  [301, undefined, 'rejected'],
  [301, 'PermanentRedirect', 'rejected'],
  [302, undefined, 'rejected'],
  [303, undefined, 'rejected'],
  [307, undefined, 'retry'],
  [307, 'TemporaryRedirect', 'retry'],
  [308, undefined, 'rejected'],
  [400, 'IllegalLocationConstraintException', 'rejected'],
  [400, 'AuthorizationHeaderMalformed', 'rejected'],
];

describe('a bucket in another region', () => {
  it.each([
    [301, 'PermanentRedirect'],
    [301, undefined],
    [400, 'IllegalLocationConstraintException'],
    [400, 'AuthorizationHeaderMalformed'],
  ])('is named in the message: %i %s', async (status, code) => {
    s3.answerNext(redirects(status, code));
    const says =
      code === undefined ? `The store responded with HTTP ${status}.` : 'The bucket is elsewhere.';
    expect(await writer.write(anEvent(), aPlace({ endpoint: s3.url }), never)).toMatchObject({
      message: `${says} (the bucket is in eu-west-1: set config.region accordingly)`,
    });
  });

  it('is named in the message when only the error contains it', async () => {
    s3.answerNext((response) =>
      response
        .writeHead(400)
        .end(
          "<Error><Code>AuthorizationHeaderMalformed</Code><Message>expecting 'eu-west-3'</Message><Region>eu-west-3</Region></Error>",
        ),
    );
    expect(await writer.write(anEvent(), aPlace({ endpoint: s3.url }), never)).toMatchObject({
      message: "expecting 'eu-west-3' (the bucket is in eu-west-3: set config.region accordingly)",
    });
  });

  it.each([
    [403, 'AccessDenied'],
    [400, 'InvalidStorageClass'],
  ])('is not named in an error with another cause: %i %s', async (status, code) => {
    s3.answerNext(redirects(status, code));
    expect(await writer.write(anEvent(), aPlace({ endpoint: s3.url }), never)).toMatchObject({
      message: 'The bucket is elsewhere.',
    });
  });
});

describe.each(ways)('a redirect by %i %s', (status, code, kind) => {
  const result = { kind, code: code ?? `http_${status}` };

  it('of a custom endpoint is not followed', async () => {
    const place = aPlace({ endpoint: s3.url });
    s3.answerNext(redirects(status, code));
    expect(await writer.write(anEvent(), place, never)).toMatchObject(result);
    s3.answerNext(redirects(status, code));
    expect((await objectVerifier(open, present).verify(place, never)).result).toMatchObject(result);
    expect(s3.requests).toHaveLength(2);
    expect(elsewhere.requests).toEqual([]);
  });

  it('of AWS is not followed', async () => {
    vi.stubEnv('AWS_ENDPOINT_URL_S3', s3.url);
    s3.answerNext(redirects(status, code));
    expect(await writer.write(anEvent(), aPlace(), never)).toMatchObject(result);
    expect(s3.requests).toHaveLength(1);
    expect(elsewhere.requests).toEqual([]);
  });
});

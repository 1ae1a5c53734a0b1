import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { objectWriter } from '../../../lambdas/destination-types/aws-s3/object-writer.s3.ts';
import { internet } from '../../../lambdas/destination-types/aws-s3/store-clients.s3.ts';
import { objectVerifier } from '../../../lambdas/destination-types/aws-s3/verification/object-verifier.s3.ts';
import type { Limits } from '../../../lambdas/platform/http/http-exchange.ts';
import { halfCloses, says } from '../../support/strict-s3/hostile-scripts.ts';
import { dawdles, hangs, refuses, resets, type Script } from '../../support/strict-s3/scripts.ts';
import { type StrictS3, startStrictS3 } from '../../support/strict-s3.ts';
import { accessKey, anEvent, aPlace, open, patient, present } from './builders.ts';

let s3: StrictS3;
beforeEach(async () => {
  s3 = await startStrictS3({ accessKeys: [accessKey] });
});
afterEach(() => s3.stop());

const never = new AbortController().signal;
const reachWithin = (limits: Partial<Limits>) => ({
  ...internet(),
  limits: { ...patient, ...limits },
});
const aWriter = (limits: Partial<Limits> = {}) => objectWriter(open, present, reachWithin(limits));
const place = () => aPlace({ endpoint: s3.url });

/** A writer that has a connection to the store, kept from an earlier write. */
const connected = async (limits: Partial<Limits> = {}) => {
  const writer = aWriter(limits);
  expect(await writer.write(anEvent(), place(), never)).toMatchObject({ kind: 'delivered' });
  s3.requests.length = 0;
  return writer;
};

/** Sends the start of a response, then closes the connection. */
const breaksOffAtOnce: Script = (response) => {
  says('HTTP/1.1 2')(response);
  setTimeout(() => response.socket?.destroy(), 20);
};

/** Sends nothing for a while, then closes the connection. */
const resetsAfter =
  (ms: number): Script =>
  (response) => {
    setTimeout(() => response.socket?.destroy(), ms);
  };

describe('a kept connection that breaks before any response data', () => {
  it.each<[string, Script]>([
    ['reset', resets],
    ['closed', halfCloses],
  ])('when %s is replaced by a new one within the same attempt', async (_, script) => {
    const writer = await connected();
    s3.answerNext(script);
    expect(await writer.write(anEvent(), place(), never)).toMatchObject({ kind: 'delivered' });
    expect(s3.requests).toHaveLength(2);
  });

  it('is replaced for a verification, too', async () => {
    const verifier = objectVerifier(open, present, reachWithin({}));
    await verifier.verify(place(), never);
    s3.requests.length = 0;
    s3.answerNext(resets);
    expect((await verifier.verify(place(), never)).result).toMatchObject({ kind: 'delivered' });
    expect(s3.requests).toHaveLength(2);
  });

  it('is replaced by a new connection when several kept ones are broken', async () => {
    const writer = aWriter();
    const several = () =>
      Promise.all(
        ['evt_1', 'evt_2', 'evt_3'].map((id) => writer.write(anEvent({ id }), place(), never)),
      );
    await several();
    for (let kept = 0; kept < 3; kept += 1) s3.answerNext(resets);
    for (const result of await several()) expect(result).toMatchObject({ kind: 'delivered' });
  });

  it('is replaced once: when the new one breaks as well, the attempt fails', async () => {
    const writer = await connected();
    s3.answerNext(resets);
    s3.answerNext(resets);
    expect(await writer.write(anEvent(), place(), never)).toMatchObject({
      kind: 'retry',
      code: 'connection',
    });
    expect(s3.requests).toHaveLength(2);
  });

  it('and the new connection together count towards the time limit of the attempt', async () => {
    const writer = await connected({ total: 2_000 });
    s3.answerNext(resetsAfter(1_500));
    s3.answerNext(dawdles(1_900, 0));
    expect(await writer.write(anEvent(), place(), never)).toMatchObject({ code: 'timeout' });
    expect(s3.requests).toHaveLength(2);
  });

  it("is not replaced when the function's own deadline has passed", async () => {
    const writer = await connected();
    const deadline = new AbortController();
    s3.answerNext((response) => {
      deadline.abort();
      resetsAfter(800)(response);
    });
    const result = await writer.write(anEvent(), place(), deadline.signal);
    expect(result).toMatchObject({ code: 'timeout' });
    expect(s3.requests).toHaveLength(1);
  });
});

describe('a request is not repeated', () => {
  it('on a new connection that breaks', async () => {
    s3.answerNext(resets);
    expect(await aWriter().write(anEvent(), place(), never)).toMatchObject({ code: 'connection' });
    expect(s3.requests).toHaveLength(1);
  });

  it('on a kept connection that breaks after the response has begun', async () => {
    const writer = await connected();
    s3.answerNext(breaksOffAtOnce);
    expect(await writer.write(anEvent(), place(), never)).toMatchObject({ code: 'connection' });
    expect(s3.requests).toHaveLength(1);
  });

  it('on a kept connection that sends nothing', async () => {
    const writer = await connected({ response: 100 });
    s3.answerNext(hangs);
    expect(await writer.write(anEvent(), place(), never)).toMatchObject({ code: 'timeout' });
    expect(s3.requests).toHaveLength(1);
  });

  it('on a kept connection that returns an error response', async () => {
    const writer = await connected();
    s3.answerNext(refuses(503, 'SlowDown'));
    expect(await writer.write(anEvent(), place(), never)).toMatchObject({ code: 'SlowDown' });
    expect(s3.requests).toHaveLength(1);
  });
});

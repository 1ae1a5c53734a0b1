import { once } from 'node:events';
import { createServer } from 'node:net';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { objectWriter } from '../../../lambdas/destination-types/aws-s3/object-writer.s3.ts';
import { internet } from '../../../lambdas/destination-types/aws-s3/store-clients.s3.ts';
import { objectVerifier } from '../../../lambdas/destination-types/aws-s3/verification/object-verifier.s3.ts';
import type { Limits } from '../../../lambdas/platform/http/http-exchange.ts';
import { aFlood, halfCloses, says, trickles } from '../../support/strict-s3/hostile-scripts.ts';
import { dawdles, drips, hangs, type Script, stalls } from '../../support/strict-s3/scripts.ts';
import { type StrictS3, startStrictS3 } from '../../support/strict-s3.ts';
import { accessKey, anEvent, aPlace, guarded, open, present, untimed } from './builders.ts';

let s3: StrictS3;
beforeAll(async () => {
  s3 = await startStrictS3({ accessKeys: [accessKey] });
});
beforeEach(() => {
  s3.requests.length = 0;
});
afterAll(() => s3.stop());

/** Longer than any test, so only a limit that a test shortens can end an exchange. */
const endless = { connect: 600_000, response: 600_000, idle: 600_000, total: 600_000 };
const never = new AbortController().signal;
const timeout = {
  kind: 'retry',
  code: 'timeout',
  message: 'The store did not respond in time.',
};

const reachWithin = (limits: Partial<Limits>) => ({
  ...internet(),
  limits: { ...endless, ...limits },
});
const aWriter = (limits: Partial<Limits> = {}) => objectWriter(open, present, reachWithin(limits));
const write = (limits: Partial<Limits> = {}, signal = never, endpoint = s3.url) =>
  untimed(aWriter(limits).write(anEvent(), aPlace({ endpoint }), signal));
const verify = async (limits: Partial<Limits> = {}, signal = never) =>
  (
    await objectVerifier(open, present, reachWithin(limits)).verify(
      aPlace({ endpoint: s3.url }),
      signal,
    )
  ).result;

describe('an attempt', () => {
  it.each<[string, Script, object]>([
    ['answers nothing', hangs, { response: 100 }],
    ['answers nothing', hangs, { idle: 100 }],
    ['answers nothing', hangs, { total: 100 }],
    ['never finishes its response headers', drips, { response: 200 }],
    ['never finishes its response headers', drips, { total: 200 }],
    ['falls silent in the middle of its answer', stalls, { idle: 100 }],
    ['falls silent in the middle of its answer', stalls, { total: 100 }],
    ['sends its response indefinitely, byte by byte', trickles, { total: 200 }],
  ])('at a store that %s ends and is retryable: %o %o', async (_, script, limits) => {
    s3.answerNext(script);
    s3.answerNext(script);
    expect(await Promise.all([write(limits), verify(limits)])).toEqual([timeout, timeout]);
    expect(s3.requests).toHaveLength(2);
  });

  it.each([{ connect: 100 }, { total: 100 }, { idle: 100 }])(
    'ends when the TLS handshake never completes: %o',
    async (limits) => {
      const silent = createServer().listen(0, '127.0.0.1');
      await once(silent, 'listening');
      const address = silent.address();
      const port = typeof address === 'object' ? address?.port : undefined;
      expect(await write(limits, never, `https://127.0.0.1:${port}`)).toEqual(timeout);
      silent.close();
    },
  );

  it.each<[string, Script]>([
    ['answers nothing', hangs],
    ['never finishes its response headers', drips],
    ['falls silent in the middle of its answer', stalls],
    ['sends its response indefinitely, byte by byte', trickles],
  ])("at a store that %s ends at the function's own deadline", async (_, script) => {
    s3.answerNext(script);
    s3.answerNext(script);
    const deadline = AbortSignal.timeout(100);
    expect(await Promise.all([write({}, deadline), verify({}, deadline)])).toEqual([
      timeout,
      timeout,
    ]);
  });

  it('is not made when the deadline has passed', async () => {
    expect(await write({}, AbortSignal.abort())).toEqual(timeout);
    expect(s3.requests).toEqual([]);
  });

  it('may take longer than the limit of a phase that is complete', async () => {
    const writer = aWriter({ connect: 600, response: 600 });
    const place = aPlace({ endpoint: s3.url });
    const delivered = { kind: 'delivered' };
    expect(await writer.write(anEvent(), place, never)).toMatchObject(delivered);
    s3.answerNext(dawdles(0, 1000)); // longer than to its head
    expect(await writer.write(anEvent(), place, never)).toMatchObject(delivered);
    const quick = aWriter({ connect: 600 });
    expect(await quick.write(anEvent(), place, never)).toMatchObject(delivered);
    s3.answerNext(dawdles(1000, 0)); // longer than to connect, which has been done
    expect(await quick.write(anEvent(), place, never)).toMatchObject(delivered);
  });

  it('does not affect the next attempt', async () => {
    const writer = aWriter({ response: 100 });
    s3.answerNext(hangs);
    expect(await untimed(writer.write(anEvent(), aPlace({ endpoint: s3.url }), never))).toEqual(
      timeout,
    );
    const patientWriter = aWriter();
    for (const id of ['evt_1', 'evt_2']) {
      const place = aPlace({ endpoint: s3.url });
      expect(await patientWriter.write(anEvent({ id }), place, never)).toMatchObject({
        kind: 'delivered',
      });
    }
  });
});

const switching = 'HTTP/1.1 101 Switching Protocols\r\nconnection: upgrade\r\nupgrade: h2c\r\n\r\n';

const chunked = (body: string): string =>
  `HTTP/1.1 503 No\r\ntransfer-encoding: chunked\r\n\r\n${body}`;

const lengths = (...all: string[]): string =>
  `HTTP/1.1 200 OK\r\n${all.map((length) => `content-length: ${length}\r\n`).join('')}\r\nab`;

/** Bytes in the kernel buffers of both sides are outside our control. */
const someBuffers = 32_000_000;
const block = 'x'.repeat(65_536);

describe('a response', () => {
  it('that never ends is aborted, and is not a delivery', async () => {
    const { script, sent } = aFlood('HTTP/1.1 200 OK\r\netag: "x"\r\n\r\n', block);
    s3.answerNext(script);
    expect(await write()).toEqual({
      kind: 'retry',
      code: 'connection',
      message: "The store's response is larger than 64 KB.",
    });
    expect(await sent).toBeLessThan(someBuffers);
  });

  it.each([
    [503, 'retry'],
    [403, 'rejected'],
  ])('of %i that never ends is aborted, and its status decides', async (status, kind) => {
    const { script, sent } = aFlood(`HTTP/1.1 ${status} No\r\n\r\n<Error><Code>A</Code>`, block);
    s3.answerNext(script);
    expect(await write()).toEqual({
      kind,
      code: `http_${status}`,
      message: `The store responded with HTTP ${status}.`,
    });
    expect(await sent).toBeLessThan(someBuffers);
  });

  it('may be as long as the longest response of S3', async () => {
    const message = 'm'.repeat(60_000);
    const xml = `<Error><Code>SlowDown</Code><Message>${message}</Message></Error>`;
    s3.answerNext((response) => response.writeHead(503).end(xml));
    expect(await write()).toEqual({
      kind: 'retry',
      code: 'SlowDown',
      message: message.slice(0, 1000),
    });
  });

  it('with endless interim responses fails with the code connection', async () => {
    const { script, sent } = aFlood('', 'HTTP/1.1 102 Processing\r\n\r\n'.repeat(1000));
    s3.answerNext(script);
    expect(await write()).toEqual({
      kind: 'retry',
      code: 'connection',
      message: 'The store sent too many interim responses.',
    });
    expect(await sent).toBeLessThan(someBuffers);
  });

  it('may follow interim responses', async () => {
    const announced = 'HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nlink: <x>\r\n\r\n';
    s3.answerNext(says(`${announced}HTTP/1.1 200 OK\r\netag: "x"\r\ncontent-length: 0\r\n\r\n`));
    expect(await write()).toMatchObject({ kind: 'delivered', response: { etag: 'x' } });
  });

  it.each<[string, Script, RegExp]>([
    [
      'has too long a head',
      says(`HTTP/1.1 200 OK\r\n${'name: value\r\n'.repeat(4000)}\r\n`),
      /HPE_HEADER/,
    ],
    ['has chunks without a length', says(chunked('zzz\r\n')), /HPE_INVALID_CHUNK_SIZE/],
    ['has an endless chunk extension', says(chunked(`1;${'a=b;'.repeat(9000)}`)), /HPE_CHUNK/],
    ['has endless trailers', says(chunked(`0\r\n${'name: value\r\n'.repeat(4000)}`)), /HPE_HEADER/],
    ['is no HTTP', says('220 mail.example.com ESMTP\r\n'), /HPE_/],
    ['speaks of two lengths', says(lengths('1', '2')), /HPE_/],
    ['is another protocol', says(switching), /requested a protocol upgrade/],
    ['is a closed door', halfCloses, /ECONNRESET/],
  ])('that %s is invalid, and the attempt is retryable', async (_, script, message) => {
    s3.answerNext(script);
    expect(await write()).toEqual({
      kind: 'retry',
      code: 'connection',
      message: expect.stringMatching(message),
    });
    expect(s3.requests).toHaveLength(1);
  });

  it('with long headers is truncated in the result', async () => {
    const [etag, version] = ['e'.repeat(7000), 'v'.repeat(7000)];
    s3.answerNext((response) =>
      response.writeHead(200, { etag: `"${etag}"`, 'x-amz-version-id': version }).end(),
    );
    const result = await write();
    expect(result).toMatchObject({ kind: 'delivered' });
    expect(JSON.stringify(result).length).toBeLessThan(2500);
  });

  it('may contain headers that S3 does not send', async () => {
    const odd = {
      'x-amz-object-size': 'much',
      'x-amz-expiration': '"',
      date: 'yesterday',
      age: '',
    };
    s3.answerNext((response) => response.writeHead(200, { etag: '"x"', ...odd }).end());
    expect(await write()).toMatchObject({ kind: 'delivered' });
  });
});

describe('the latency of a store', () => {
  const ofWrite = async (limits: Partial<Limits> = {}) => {
    const { latency_ms } = await aWriter(limits).write(
      anEvent(),
      aPlace({ endpoint: s3.url }),
      never,
    );
    return latency_ms ?? Number.NaN;
  };

  it('includes the whole response', async () => {
    s3.answerNext(dawdles(150, 150));
    const took = await ofWrite();
    expect(took).toBeGreaterThanOrEqual(295); // timers may be a little early
    expect(took).toBeLessThan(2_000);
    expect(Number.isInteger(took)).toBe(true);
  });

  it('is the time until the timeout when there is no response', async () => {
    s3.answerNext(hangs);
    const took = await ofWrite({ response: 200 });
    expect(took).toBeGreaterThanOrEqual(195);
    expect(took).toBeLessThan(2_000);
  });

  it.each([
    ['no key can be made', open, { key_template: 'data.missing' }],
    ['the endpoint is not one that may be asked', guarded, {}],
  ])('is absent when %s', async (_, settings, config) => {
    const place = aPlace({ endpoint: s3.url, ...config });
    const result = await objectWriter(settings, present).write(anEvent(), place, never);
    expect(result.kind).not.toBe('delivered');
    expect(result).not.toHaveProperty('latency_ms');
  });
});

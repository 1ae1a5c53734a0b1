import { once } from 'node:events';
import { createServer } from 'node:net';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { awsS3 } from '../../../lambdas/destination-types/aws-s3/aws-s3.ts';
import { type StrictS3, startStrictS3 } from '../../support/strict-s3.ts';
import { accessKey, anEvent, aPlace } from './builders.ts';

let s3: StrictS3;
beforeAll(async () => {
  s3 = await startStrictS3({ accessKeys: [accessKey] });
});
afterEach(() => vi.unstubAllEnvs());
afterAll(() => s3.stop());

const signal = new AbortController().signal;
const guarded = awsS3.writer({ allowPrivateEndpoints: false });
const open = awsS3.writer({ allowPrivateEndpoints: true });

describe('a custom endpoint, where private ones are not allowed', () => {
  it('whose name resolves to a private address gets no connection', async () => {
    let connections = 0;
    const listener = createServer(() => {
      connections += 1;
    }).listen(0, '127.0.0.1');
    await once(listener, 'listening');
    const address = listener.address();
    const port = typeof address === 'object' ? address?.port : 0;
    const place = aPlace({ endpoint: `https://localhost:${port}` });
    const verdict = {
      kind: 'rejected',
      code: 'connection',
      message: 'config.endpoint must resolve to a public address.',
    };
    expect(await (await guarded).write(anEvent(), place, signal)).toEqual(verdict);
    expect(await (await guarded).verify(place, signal)).toEqual(verdict);
    expect(connections).toBe(0);
    listener.close();
  });

  it.each([
    ['https://127.0.0.1', 'must not be an address that is not public'],
    ['https://[::1]', 'must not be an address that is not public'],
    ['https://[::ffff:127.0.0.1]', 'must not be an address that is not public'],
    ['https://169.254.169.254', 'must not be an address that is not public'],
    ['http://s3.example.com', 'must begin with https://'],
  ])('%s is refused even when it was stored', async (endpoint, fault) => {
    const place = aPlace({ endpoint });
    const verdict = { kind: 'rejected', code: 'connection', message: `config.endpoint ${fault}.` };
    expect(await (await guarded).write(anEvent(), place, signal)).toEqual(verdict);
    expect(await (await guarded).verify(place, signal)).toEqual(verdict);
  });

  it('does not stand in the way of AWS itself, wherever the SDK is told that is', async () => {
    vi.stubEnv('AWS_ENDPOINT_URL_S3', s3.url);
    const verdict = await (await guarded).write(anEvent(), aPlace(), signal);
    expect(verdict).toMatchObject({ kind: 'delivered' });
  });
});

describe('a custom endpoint, where private ones are allowed', () => {
  it('may be one by name', async () => {
    const place = aPlace({ endpoint: `http://localhost:${s3.port}` });
    expect(await (await open).write(anEvent(), place, signal)).toMatchObject({ kind: 'delivered' });
  });
});

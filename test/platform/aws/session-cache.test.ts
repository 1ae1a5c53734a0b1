import { beforeEach, describe, expect, it } from 'vitest';
import type { SessionCredentials } from '../../../lambdas/platform/aws/calls/security-tokens.sts.ts';
import { SessionCache } from '../../../lambdas/platform/aws/session-cache.ts';

const START = Date.parse('2026-11-30T00:00:00Z');
const minutes = (count: number) => count * 60_000;

let time: number;
let random: number;
let calls: number;
let cache: SessionCache;
beforeEach(() => {
  time = START;
  random = 0;
  calls = 0;
  cache = new SessionCache({ now: () => new Date(time), random: () => random }, 2);
});

const assume = async (): Promise<SessionCredentials> => {
  calls += 1;
  const accessKeyId = `ASIA${calls}`;
  const expiration = new Date(time + minutes(60));
  return { accessKeyId, secretAccessKey: 's', sessionToken: 't', expiration };
};
const fails = async (): Promise<SessionCredentials> => {
  calls += 1;
  throw new Error('STS is down');
};
const idOf = async (how = assume, key = 'a') => (await cache.get(key, how)).credentials.accessKeyId;
const settle = () => new Promise((resolve) => setTimeout(resolve, 0));

describe('a cache of sessions', () => {
  it('makes one call for many concurrent requests', async () => {
    const ids = await Promise.all(Array.from({ length: 50 }, () => idOf()));
    expect(new Set(ids)).toEqual(new Set(['ASIA1']));
    expect(calls).toBe(1);
  });

  it('keeps the sessions of other keys apart', async () => {
    expect(await idOf(assume, 'a')).toBe('ASIA1');
    expect(await idOf(assume, 'b')).toBe('ASIA2');
    expect(await idOf(assume, 'a')).toBe('ASIA1');
  });

  it.each([
    [0, 55],
    [0.5, 52.5],
    [1, 50],
  ])('refreshes in the background, with random %d after %d minutes', async (chance, after) => {
    random = chance;
    await idOf();
    time = START + minutes(after) - 1;
    expect(await idOf()).toBe('ASIA1');
    expect(calls).toBe(1);
    time += 1;
    expect(await Promise.all([idOf(), idOf()])).toEqual(['ASIA1', 'ASIA1']);
    await settle();
    expect(calls).toBe(2);
    expect(await idOf()).toBe('ASIA2');
  });

  it('keeps the session when a refresh fails, and tries again after 30 seconds', async () => {
    await idOf();
    time = START + minutes(56);
    expect(await idOf(fails)).toBe('ASIA1');
    await settle();
    expect(await idOf(fails)).toBe('ASIA1');
    expect(calls).toBe(2);
    time += 30_000;
    expect(await idOf()).toBe('ASIA1');
    await settle();
    expect(await idOf()).toBe('ASIA3');
  });

  it('returns no credentials with less than 60 seconds left', async () => {
    await idOf();
    time = START + minutes(59) + 1;
    expect(await idOf()).toBe('ASIA2');
    await expect(cache.get('b', fails)).rejects.toThrow('STS is down');
  });

  it('waits for the refresh that is under way when its session ends', async () => {
    await idOf();
    time = START + minutes(56);
    let finish = () => {};
    const slow = async () => {
      await new Promise<void>((resolve) => {
        finish = resolve;
      });
      return assume();
    };
    expect(await idOf(slow)).toBe('ASIA1');
    time = START + minutes(59.5);
    const waiting = idOf(fails);
    finish();
    expect(await waiting).toBe('ASIA2');
  });

  it('passes a failure to all who wait for it, and calls again for the next', async () => {
    const results = await Promise.allSettled([idOf(fails), idOf(fails)]);
    expect(results.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    expect(calls).toBe(1);
    expect(await idOf()).toBe('ASIA2');
  });

  it('forgets a session, but not the one that has replaced it', async () => {
    const first = await cache.get('a', assume);
    cache.forget('a', first);
    expect(await idOf()).toBe('ASIA2');
    cache.forget('a', first);
    expect(await idOf()).toBe('ASIA2');
  });

  it('renews a session that could still be used', async () => {
    await idOf();
    const renewed = await cache.renew('a', assume);
    expect(renewed.credentials.accessKeyId).toBe('ASIA2');
    expect(await idOf()).toBe('ASIA2');
    expect(await cache.get('a', fails)).toBe(renewed);
  });

  it('holds a limited number of sessions', async () => {
    for (const key of ['a', 'b', 'c']) await idOf(assume, key);
    expect(await idOf(fails, 'c')).toBe('ASIA3');
    await expect(idOf(fails, 'a')).rejects.toThrow('STS is down');
  });
});

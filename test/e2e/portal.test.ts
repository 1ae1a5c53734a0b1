import { describe, expect, test } from 'vitest';
import { localStack } from '../support/local-stack.ts';

const { url } = localStack();
const ask = (path: string, init: RequestInit = {}) =>
  fetch(`${url}${path}`, { redirect: 'manual', ...init });

const page = await ask('/portal');
const text = await page.text();
const assets = [...text.matchAll(/"(portal\/[^"]+)"/g)].map(([, path = '']) => path);

describe('the portal', () => {
  test('is served without an API key', () => {
    expect(page.status).toBe(200);
    expect(Object.fromEntries(page.headers)).toMatchObject({
      'content-type': 'text/html; charset=utf-8',
      'cache-control': 'no-cache',
      'content-security-policy': expect.stringContaining('frame-ancestors http://localhost:*'),
      'x-content-type-options': 'nosniff',
      'referrer-policy': 'no-referrer',
      'strict-transport-security': 'max-age=31536000',
      'x-request-id': expect.any(String),
    });
    expect(assets).toEqual([
      expect.stringMatching(/^portal\/app-\w{8}\.css$/),
      expect.stringMatching(/^portal\/app-\w{8}\.js$/),
    ]);
  });

  test('returns 304 to a browser that has the current version', async () => {
    const etag = page.headers.get('etag') ?? '';
    const again = await ask('/portal', { headers: { 'if-none-match': etag } });
    expect(again.status).toBe(304);
    expect(again.headers.get('etag')).toBe(etag);
  });

  test.each(['br', 'gzip', 'identity'])('is sent with the content encoding %s', async (coding) => {
    const response = await ask('/portal', { headers: { 'accept-encoding': coding } });
    const expected = coding === 'identity' ? null : coding;
    expect(response.headers.get('content-encoding')).toBe(expected);
    expect(response.headers.get('vary')).toBe('Accept-Encoding');
    expect(await response.text()).toBe(text);
  });

  test('has a script and a style that are cached for a year', async () => {
    for (const path of assets) {
      const response = await ask(`/${path}`);
      expect(response.status).toBe(200);
      expect(response.headers.get('cache-control')).toBe('public, max-age=31536000, immutable');
      expect(await response.text()).not.toBe('');
    }
  });

  test('redirects from the path with a slash', async () => {
    const response = await ask('/portal/');
    expect(response.status).toBe(308);
    expect(new URL(response.headers.get('location') ?? '', `${url}/portal/`).href).toBe(
      `${url}/portal`,
    );
  });

  test('answers HEAD without a body', async () => {
    const response = await ask('/portal', { method: 'HEAD' });
    expect(response.status).toBe(200);
    expect(response.headers.get('etag')).toBe(page.headers.get('etag'));
    expect(await response.text()).toBe('');
  });

  test('answers 404 for an unknown asset and 405 for another method, in JSON', async () => {
    const unknown = await ask('/portal/app-GONE0000.js');
    expect(unknown.status).toBe(404);
    expect(await unknown.json()).toMatchObject({ status: 404, message: 'not found' });
    expect((await ask('/portal', { method: 'POST' })).status).toBe(405);
  });
});

import { expect, test } from 'vitest';
import manifest from '../../package.json' with { type: 'json' };
import { waybill } from '../support/waybill.ts';

const { ask, url } = waybill();

test.each(['/openapi.json', '/api/v1/openapi.json'])(
  '%s returns 200 without an API key',
  async (path) => {
    const response = await ask(path);
    expect(response.status).toBe(200);
    expect(response.headers.get('content-type')).toBe('application/json; charset=utf-8');
    expect(response.headers.get('cache-control')).toBe('public, max-age=300');
    expect(await response.json()).toMatchObject({ openapi: '3.1.1', info: { title: 'Waybill' } });
  },
);

test.each(['/docs', '/api/v1/docs'])(
  '%s returns 200 without an API key, and runs no scripts',
  async (path) => {
    const response = await ask(path);
    expect(response.status).toBe(200);
    expect(Object.fromEntries(response.headers)).toMatchObject({
      'content-type': 'text/html; charset=utf-8',
      'content-security-policy': expect.stringMatching(
        /^default-src 'none'; style-src 'sha256-[\w+/]{43}='; base-uri 'none'; form-action 'none'; frame-ancestors 'none'$/,
      ),
      'x-content-type-options': 'nosniff',
      'referrer-policy': 'no-referrer',
      'strict-transport-security': 'max-age=31536000',
      'x-request-id': expect.any(String),
    });
    expect(await response.text()).toContain('<title>Waybill API</title>');
  },
);

test.each(['/docs', '/api/v1/docs'])('%s/ redirects to the path without a slash', async (path) => {
  const response = await ask(`${path}/`, { redirect: 'manual' });
  expect(response.status).toBe(308);
  const location = new URL(response.headers.get('location') ?? '', `${url}${path}/`);
  expect(location.href).toBe(`${url}${path}`);
});

test.each(['/openapi.json/', '/healthz/', '/api/v1/openapi.json/', '/api/v1/healthz/', '/api/v1/'])(
  '%s, with a slash at the end, returns 200',
  async (path) => {
    expect((await ask(path)).status).toBe(200);
  },
);

test.each(['/', '/api/v1'])(
  '%s returns 200 without an API key, and links to the documentation',
  async (path) => {
    const response = await ask(path);
    expect(response.status).toBe(200);
    expect(await response.json()).toEqual({
      name: 'Waybill',
      version: manifest.version,
      documentation: '/docs',
      openapi: '/openapi.json',
    });
  },
);

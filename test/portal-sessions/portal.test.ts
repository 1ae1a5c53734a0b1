import { SignJWT } from 'jose';
import { describe, expect, test } from 'vitest';
import { type AuthDeps, authenticated } from '../../lambdas/auth/authenticate.ts';
import { signPortalLink, signToken } from '../../lambdas/auth/tenant-token.ts';
import type { HttpRequest, Route } from '../../lambdas/platform/http/http-request.ts';
import { Query } from '../../lambdas/platform/http/query.ts';
import { type PortalSettings, portalRoutes } from '../../lambdas/portal-sessions/portal.routes.ts';
import { asHttp } from '../support/as-http.ts';
import { NOW } from '../support/builders.ts';

const SECRET = 'a secret of this test';
const MINUTE = 60_000;
const acme = { id: 'acme', incarnation: '01OLD' };

/** The portal at a time, in minutes after {@link NOW}. */
function portal(given: Partial<PortalSettings> = {}, minutes = 0, more: Partial<AuthDeps> = {}) {
  const auth: AuthDeps = {
    apiKeys: async () => ['the-key'],
    tokenSecrets: async () => [SECRET, 'the old secret'],
    liveTenant: async (id) => (id === acme.id ? acme : undefined),
    findCurrentTenants: async (ids) => new Map(ids.map((id) => [id, id])),
    requestLimit: undefined,
    now: () => new Date(NOW.getTime() + minutes * MINUTE),
    ...more,
  };
  const settings: PortalSettings = {
    origin: undefined,
    theme: undefined,
    linkSeconds: 900,
    sessionSeconds: 3_600,
    ...given,
  };
  const [getUrl, createSession] = authenticated(auth, portalRoutes({ auth, portal: settings }));
  const request = { params: {}, query: new Query(''), headers: {}, body: '' };
  return {
    getUrl: (query = '', tenant_id = 'acme', headers: Record<string, string> = {}) =>
      answerOf(getUrl, {
        ...request,
        params: { tenant_id },
        query: new Query(query),
        headers: { host: 'api.example.com', authorization: 'Bearer the-key', ...headers },
      }),
    open: (body: unknown) => answerOf(createSession, { ...request, body: JSON.stringify(body) }),
  };
}

async function answerOf(route: Route | undefined, request: HttpRequest) {
  const answer = await asHttp(route?.handle(request));
  const body: Record<string, string> = Object(answer?.body);
  return { status: answer?.status, body };
}

/** The parts of a URL of the portal. */
async function urlFor(query?: string, given?: Partial<PortalSettings>, headers?: object) {
  const { body } = await portal(given).getUrl(query, 'acme', { ...headers });
  const { origin, pathname, search, hash } = new URL(body.redirect_url ?? '');
  const { link = '', ...fragment } = Object.fromEntries(new URLSearchParams(hash.slice(1)));
  return { place: origin + pathname + search, link, fragment };
}

const part = (claims: object) => Buffer.from(JSON.stringify(claims)).toString('base64url');

const claimsIn = (token: string) =>
  JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString());

describe('a URL of the portal', () => {
  test('has the link in its fragment, which browsers do not send', async () => {
    const { place, link, fragment } = await urlFor();
    expect(place).toBe('https://api.example.com/portal');
    expect(claimsIn(link)).toMatchObject({ aud: 'portal-link', sub: 'acme', scope: 'manage' });
    expect(fragment).toEqual({});
  });

  test('contains its tenant and its expiry', async () => {
    const answer = await portal().getUrl();
    expect(answer).toMatchObject({
      status: 200,
      body: { tenant_id: 'acme', expires_at: '2026-11-22T10:15:00.000Z' },
    });
    expect((await portal({ linkSeconds: 60 }).getUrl()).body).toMatchObject({
      expires_at: '2026-11-22T10:01:00.000Z',
    });
  });

  test('has the configured origin, or that of the request', async () => {
    const given = { origin: 'https://events.example.com' };
    expect((await urlFor('', given)).place).toBe('https://events.example.com/portal');
    const local = { host: '127.0.0.1:3000', 'x-forwarded-proto': 'http' };
    expect((await urlFor('', {}, local)).place).toBe('http://127.0.0.1:3000/portal');
  });

  test('contains the requested theme, or the configured one', async () => {
    expect((await urlFor('theme=dark')).fragment).toEqual({ theme: 'dark' });
    expect((await urlFor('', { theme: 'dark' })).fragment).toEqual({ theme: 'dark' });
    expect((await urlFor('theme=light', { theme: 'dark' })).fragment).toEqual({ theme: 'light' });
  });

  test.each([
    '/destinations',
    '/destinations/new',
    '/destinations/des_1',
    '/destinations/des_1/edit',
    '/events',
    '/events/an%2Fid',
    '/events?destination_id=des_1&topic=a%20b+c',
    '/destinations?search=a%20b+c',
  ])('opens the screen %s', async (to) => {
    expect((await urlFor(`to=${encodeURIComponent(to)}`)).fragment).toEqual({ to });
  });

  test.each([
    ['to', '/'],
    ['to', 'destinations'],
    ['to', '/tenants'],
    ['to', '//example.com'],
    ['to', 'https://example.com/destinations'],
    ['to', 'javascript:alert(1)'],
    ['to', '/destinations/'],
    ['to', '/destinations/a/b'],
    ['to', '/destinations?next=https://example.com'],
    ['to', '/destinations?search=a&next=https://example.com'],
    ['to', '/destinations#link'],
    ['to', '/events/a/edit'],
    ['to', '/events/a b'],
    ['to', '/events?topic=a b'],
    ['to', '/events?topic=a#b'],
    ['to', '/destinations\n'],
    ['theme', 'blue'],
    ['scope', 'full'],
    ['scope', 'operator'],
  ])('is rejected for the %s %j', async (name, value) => {
    await expect(portal().getUrl(`${name}=${encodeURIComponent(value)}`)).rejects.toMatchObject({
      status: 422,
      data: { [`query.${name}`]: expect.stringMatching(/^must be/) },
    });
  });

  test('returns 404 without the tenant', async () => {
    await expect(portal().getUrl('', 'globex')).rejects.toMatchObject({
      status: 404,
      message: 'tenant not found',
    });
  });

  test('is rejected for a tenant token', async () => {
    const { token } = await signToken({ subject: acme }, SECRET, NOW, 60);
    const asked = portal().getUrl('', 'acme', { authorization: `Bearer ${token}` });
    await expect(asked).rejects.toMatchObject({ status: 403 });
  });
});

describe('a session', () => {
  test.each(['read', 'retry', 'manage'])('has the scope %s of its link', async (scope) => {
    const { link } = await urlFor(`scope=${scope}`);
    const {
      status,
      body: { token = '', ...body },
    } = await portal({}, 1).open({ link });
    expect(status).toBe(200);
    expect(body).toEqual({ tenant_id: 'acme', scope, expires_at: '2026-11-22T11:01:00.000Z' });
    expect(claimsIn(token)).toEqual({
      iss: 'waybill',
      sub: 'acme',
      incarnation: '01OLD',
      scope,
      iat: expect.any(Number),
      exp: expect.any(Number),
    });
  });

  test('opens with the link of a previous secret, and again with the same link', async () => {
    const given = { subject: acme, scope: 'read' } as const;
    const { token } = await signPortalLink(given, 'the old secret', NOW, 900);
    for (let n = 0; n < 2; n += 1) {
      expect(await portal().open({ link: token })).toMatchObject({ status: 200 });
    }
  });

  test('counts as a request of its tenant', async () => {
    const { link } = await urlFor();
    const asked: string[] = [];
    const requestLimit: AuthDeps['requestLimit'] = {
      perSecond: 20,
      take: async (name) => {
        asked.push(name);
        return { granted: false, waitSeconds: 1 };
      },
      charge: async () => {},
    };
    const limited = portal({}, 0, { requestLimit });
    await expect(limited.open({ link: 'wrong' })).rejects.toMatchObject({ status: 401 });
    await expect(limited.open({ link })).rejects.toMatchObject({ status: 429 });
    expect(asked).toEqual(['acme/01OLD']);
  });

  test.each([
    [{}, 422],
    [{ link: 7 }, 422],
    [{ link: 'l'.repeat(2_049) }, 422],
    [{ link: 'l'.repeat(9_000) }, 413],
  ])('is not opened by the body %j', async (body, status) => {
    await expect(portal().open(body)).rejects.toMatchObject({ status });
  });
});

describe('a link', () => {
  test('that has expired returns an error with the reason', async () => {
    const { link } = await urlFor();
    expect(await portal({}, 14).open({ link })).toMatchObject({ status: 200 });
    await expect(portal({}, 15).open({ link })).rejects.toMatchObject({
      status: 401,
      message: 'unauthorized: the link has expired',
      data: { link: 'expired' },
    });
  });

  const claims = { iss: 'waybill', sub: 'acme', incarnation: '01OLD', exp: 9e9 };
  const signed = (more: object, secret = SECRET) =>
    new SignJWT({ ...claims, ...more })
      .setProtectedHeader({ alg: 'HS256' })
      .sign(new TextEncoder().encode(secret));
  const aud = 'portal-link';
  test.each([
    ['is not one', async () => 'link'],
    ['is a tenant token', async () => signed({ scope: 'manage' })],
    ['is for another audience', async () => signed({ scope: 'manage', aud: 'links' })],
    ['is signed with another secret', async () => signed({ scope: 'read', aud }, 'another')],
    ['has no scope', async () => signed({ aud })],
    ['has an unknown scope', async () => signed({ scope: 'full', aud })],
    ['is of another issuer', async () => signed({ scope: 'read', aud, iss: 'outpost' })],
    ['is of a tenant that does not exist', async () => signed({ scope: 'read', aud, sub: 'gone' })],
    [
      'is of a deleted tenant with that id',
      async () => signed({ scope: 'read', aud, incarnation: '01OLDER' }),
    ],
    [
      'is not signed',
      async () => `${part({ alg: 'none' })}.${part({ ...claims, scope: 'read', aud })}.`,
    ],
    [
      'was changed',
      async () => {
        const [head, , signature] = (await urlFor('scope=read')).link.split('.');
        return `${head}.${part({ ...claims, scope: 'manage', aud })}.${signature}`;
      },
    ],
  ])('that %s is rejected', async (_name, made) => {
    await expect(portal().open({ link: await made() })).rejects.toMatchObject({
      status: 401,
      data: { link: 'invalid' },
    });
  });
});

test('a stage without the portal creates neither URLs nor sessions', async () => {
  const { link } = await urlFor();
  const off = {
    status: 404,
    message:
      'not found: the portal is off in this stage; deploy with the setting portal=on to use it',
  };
  await expect(portal({ linkSeconds: 0 }).getUrl()).rejects.toMatchObject(off);
  await expect(portal({ linkSeconds: 0 }).open({ link })).rejects.toMatchObject(off);
});

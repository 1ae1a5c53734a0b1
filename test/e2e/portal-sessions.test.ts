import { beforeAll, expect, test } from 'vitest';
import { destinationInput, waybill } from '../support/waybill.ts';

const { api, ask, tenantWith, url } = waybill();
const tenant = 'portal-a';
const path = `/tenants/${tenant}`;
let destination = '';

beforeAll(async () => {
  destination = await tenantWith(tenant);
});

const linkOf = async (query = '', of = path) => {
  const { body } = await api('GET', `${of}/portal${query}`);
  return new URLSearchParams(new URL(body.redirect_url).hash.slice(1)).get('link') ?? '';
};

/** Exchanges a link as the page does: without a token. */
const open = async (link: string) => {
  const response = await ask('/api/v1/portal/sessions', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ link }),
  });
  return { status: response.status, body: JSON.parse(await response.text()) };
};

const tokenFor = async (query?: string): Promise<string> =>
  (await open(await linkOf(query))).body.token;

test('a URL of the portal opens a session of its tenant', async () => {
  const { body } = await api('GET', `${path}/portal?theme=dark&to=/destinations/new`);
  expect(body.tenant_id).toBe(tenant);
  const { origin, pathname, hash } = new URL(body.redirect_url);
  expect(origin + pathname).toBe(`${url}/portal`);
  const { link = '', ...fragment } = Object.fromEntries(new URLSearchParams(hash.slice(1)));
  expect(fragment).toEqual({ theme: 'dark', to: '/destinations/new' });
  const session = await open(link);
  expect(session).toMatchObject({ status: 200, body: { tenant_id: tenant, scope: 'manage' } });
  const list = await api('GET', `${path}/destinations`, undefined, session.body.token);
  expect(list.body).toMatchObject([{ id: destination }]);
});

test('a link is rejected as a token, and a token as a link', async () => {
  const link = await linkOf();
  expect(await api('GET', path, undefined, link)).toMatchObject({ status: 401 });
  const { body } = await api('GET', `${path}/token`);
  expect(await open(body.token)).toMatchObject({
    status: 401,
    body: { data: { link: 'invalid' } },
  });
});

test('a link and its sessions are rejected for a later tenant with the same id', async () => {
  const gone = '/tenants/portal-b';
  await api('PUT', gone);
  const link = await linkOf('', gone);
  const { token } = (await open(link)).body;
  await api('DELETE', gone);
  for (const remade of [false, true]) {
    if (remade) await api('PUT', gone);
    expect(await open(link)).toMatchObject({ status: 401, body: { data: { link: 'invalid' } } });
    expect(await api('GET', gone, undefined, token)).toMatchObject({ status: 401 });
  }
});

test.each([
  ['read', 'POST', '/retry', 'retry'],
  ['read', 'POST', '/retries', 'retry'],
  ['read', 'POST', `${path}/destinations/DES/test`, 'retry'],
  ['read', 'POST', `${path}/destinations`, 'manage'],
  ['read', 'PATCH', `${path}/destinations/DES`, 'manage'],
  ['read', 'DELETE', `${path}/destinations/DES`, 'manage'],
  ['read', 'PUT', `${path}/destinations/DES/disable`, 'manage'],
  ['retry', 'POST', `${path}/destinations`, 'manage'],
  ['retry', 'POST', `/${tenant}/destinations`, 'manage'],
  ['retry', 'PATCH', `${path}/destinations/DES`, 'manage'],
  ['retry', 'DELETE', `${path}/destinations/DES/parked/evt_1`, 'manage'],
  ['read', 'PUT', path, 'full'],
  ['manage', 'PUT', path, 'full'],
  ['manage', 'DELETE', path, 'full'],
])('a session with the scope %s gets 403 for %s %s', async (scope, method, where, needed) => {
  const token = await tokenFor(`?scope=${scope}`);
  const asked = where.replace('DES', destination);
  expect(await api(method, asked, destinationInput(), token)).toMatchObject({
    status: 403,
    body: { data: { required_scope: needed } },
  });
});

test('revoking a tenant’s tokens ends its sessions, links and tokens, and no other', async () => {
  const [ours, other] = ['/tenants/portal-c', '/tenants/portal-d'];
  for (const one of [ours, other]) await api('PUT', one);
  const tokens = async (one: string) => {
    const link = await linkOf('', one);
    const session: string = (await open(link)).body.token;
    return { link, session, token: (await api('GET', `${one}/token`)).body.token };
  };
  const [before, theirs] = [await tokens(ours), await tokens(other)];
  for (let times = 0; times < 2; times += 1) {
    const answer = await api('DELETE', `${ours}/tokens`);
    expect(answer).toMatchObject({ status: 200, body: { success: true } });
  }
  const refused = { status: 401, body: { data: { link: 'invalid' } } };
  expect(await open(before.link)).toMatchObject(refused);
  expect(await api('GET', ours, undefined, before.session)).toMatchObject({ status: 401 });
  expect(await api('GET', ours, undefined, before.token)).toMatchObject({ status: 401 });
  expect(await open(theirs.link)).toMatchObject({ status: 200 });
  expect(await api('GET', other, undefined, theirs.token)).toMatchObject({ status: 200 });
  const later = await tokens(ours);
  expect(await open(later.link)).toMatchObject({ status: 200 });
  expect(await api('GET', ours, undefined, later.session)).toMatchObject({ status: 200 });
  expect(await api('DELETE', '/tenants/portal-none/tokens')).toMatchObject({ status: 404 });
});

test.each([
  ['GET', `${path}/token`],
  ['DELETE', `${path}/tokens`],
  ['GET', `${path}/portal`],
  ['DELETE', `${path}/events`],
  ['GET', '/erasures'],
  ['POST', '/publish'],
])('every session gets 403 for %s %s', async (method, where) => {
  const token = await tokenFor();
  const body = method === 'POST' ? { tenant_id: tenant, data: {} } : undefined;
  expect(await api(method, where, body, token)).toMatchObject({ status: 403 });
});

test('a session may call the operations of its scope', async () => {
  const read = await tokenFor('?scope=read');
  for (const where of [
    path,
    `${path}/destinations`,
    '/events',
    '/attempts',
    '/parked',
    '/retries',
  ]) {
    expect(await api('GET', where, undefined, read)).toMatchObject({ status: 200 });
  }
  const retry = await tokenFor('?scope=retry');
  expect(await api('GET', path, undefined, retry)).toMatchObject({ status: 200 });
  const tested = await api('POST', `${path}/destinations/${destination}/test`, {}, retry);
  expect(tested.status).toBeLessThan(300);
  const manage = await tokenFor();
  const changed = await api(
    'PUT',
    `${path}/destinations/${destination}/disable`,
    undefined,
    manage,
  );
  expect(changed).toMatchObject({ status: 200 });
});

test('a token has the requested scope and lifetime', async () => {
  const { body } = await api('GET', `${path}/token?scope=read&expires_in=60`);
  expect(Date.parse(body.expires_at)).toBeLessThanOrEqual(Date.now() + 60_000);
  expect(await api('GET', path, undefined, body.token)).toMatchObject({ status: 200 });
  expect(await api('DELETE', path, undefined, body.token)).toMatchObject({
    status: 403,
    body: { message: expect.stringContaining('a tenant token without a scope') },
  });
  for (const query of ['expires_in=0', 'expires_in=86401', 'expires_in=1.5', 'scope=full']) {
    expect(await api('GET', `${path}/token?${query}`)).toMatchObject({ status: 422 });
  }
});

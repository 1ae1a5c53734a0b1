import { describe, expect, test } from 'vitest';
import { type AuthDeps, authenticated } from '../../lambdas/auth/authenticate.ts';
import { signToken, type TokenSubject } from '../../lambdas/auth/tenant-token.ts';
import type { Access, Scope } from '../../lambdas/platform/http/operation.ts';
import { Query } from '../../lambdas/platform/http/query.ts';
import { asHttp } from '../support/as-http.ts';
import { aDoc, NOW } from '../support/builders.ts';

const SECRET = 'a secret of this test';
const deps = {
  apiKeys: async () => ['the-key', 'the-old-key'],
  tokenSecrets: async () => [SECRET, 'the old secret'],
  liveTenant: async (id: string) => (id === 'acme' ? { id } : undefined),
  findCurrentTenants: async (ids: readonly string[]) => new Map(ids.map((id) => [id, id])),
  requestLimit: undefined,
  now: () => NOW,
};

async function ask(
  access: Access,
  authorization: string | undefined,
  params: Record<string, string> = {},
  given: AuthDeps = deps,
) {
  const [route] = authenticated(given, [
    {
      method: 'GET',
      path: '/',
      access,
      doc: aDoc(),
      handle: ({ subject }) => ({ status: 200, body: { subject } }),
    },
  ]);
  const request = { params, query: new Query(''), headers: { authorization }, body: '' };
  return asHttp(route?.handle(request));
}

const token = async (given: { tenant?: string; secret?: string; hours?: number } = {}) => {
  const { tenant = 'acme', secret = SECRET, hours = 1 } = given;
  return (await signToken({ subject: { id: tenant } }, secret, NOW, hours * 3600)).token;
};

describe.each([
  ['the platform', 'apiKey'],
  ['tenants', 'read'],
] as const)('a route for %s', (_name, access) => {
  test.each(['Bearer the-key', 'bearer the-key', 'Bearer  the-key ', 'Bearer the-old-key'])(
    'accepts %j',
    async (header) => {
      expect(await ask(access, header)).toEqual({ status: 200, body: { subject: undefined } });
    },
  );

  const form = 'unauthorized: the Authorization header must be: Bearer <API key or token>';
  const wrong = 'unauthorized: the API key or token is invalid or has expired';
  test.each([
    [undefined, 'unauthorized: the Authorization header is missing'],
    ['', 'unauthorized: the Authorization header is missing'],
    ['the-key', form],
    ['Bearer', form],
    ['Bearer ', form],
    ['Basic the-key', form],
    ['Bearer the-ke', wrong],
    ['Bearer the-key-and-more', wrong],
  ])('answers 401 to %j and says why', async (header, message) => {
    await expect(ask(access, header)).rejects.toMatchObject({ status: 401, message });
  });

  test('answers 401 if the configured key is empty', async () => {
    const empty = { ...deps, apiKeys: async () => [''] };
    await expect(ask(access, 'Bearer x', {}, empty)).rejects.toMatchObject({ status: 401 });
  });
});

describe('a tenant’s token', () => {
  test('is accepted on routes of its tenant and on routes of no tenant', async () => {
    const bearer = `Bearer ${await token()}`;
    const opened = { status: 200, body: { subject: 'acme' } };
    expect(await ask('read', bearer, { tenant_id: 'acme' })).toEqual(opened);
    expect(await ask('read', bearer)).toEqual(opened);
  });

  test('gets 403 on routes of another tenant and on routes that require an API key', async () => {
    const bearer = `Bearer ${await token()}`;
    await expect(ask('read', bearer, { tenant_id: 'globex' })).rejects.toMatchObject({
      status: 403,
    });
    await expect(ask('apiKey', bearer, { tenant_id: 'acme' })).rejects.toMatchObject({
      status: 403,
    });
  });

  test('is accepted if the previous key signed it', async () => {
    const bearer = `Bearer ${await token({ secret: 'the old secret' })}`;
    expect(await ask('read', bearer)).toMatchObject({ status: 200 });
  });

  const part = (claims: object) => Buffer.from(JSON.stringify(claims)).toString('base64url');
  test.each([
    ['has expired', () => token({ hours: -1 })],
    ['is signed with another secret', () => token({ secret: 'another secret' })],
    ['is of a tenant that does not exist', () => token({ tenant: 'gone' })],
    [
      'is not signed',
      async () => `${part({ alg: 'none' })}.${part({ sub: 'acme', iss: 'waybill', exp: 9e9 })}.`,
    ],
    [
      'was changed',
      async () => {
        const [head, , signature] = (await token()).split('.');
        return `${head}.${part({ sub: 'globex', iss: 'waybill', exp: 9e9 })}.${signature}`;
      },
    ],
  ])('that %s gets 401', async (_name, made) => {
    await expect(ask('read', `Bearer ${await made()}`)).rejects.toMatchObject({
      status: 401,
    });
  });

  test('with another algorithm gets 401, even if the right secret signed it', async () => {
    const { SignJWT } = await import('jose');
    const made = await new SignJWT()
      .setProtectedHeader({ alg: 'HS512' })
      .setIssuer('waybill')
      .setSubject('acme')
      .setExpirationTime(9e9)
      .sign(new TextEncoder().encode(SECRET.padEnd(64, 'x')));
    const secrets = { ...deps, tokenSecrets: async () => [SECRET.padEnd(64, 'x')] };
    await expect(ask('read', `Bearer ${made}`, {}, secrets)).rejects.toMatchObject({
      status: 401,
    });
  });
});

describe('the request rate limit', () => {
  const asked: string[] = [];
  const limited: AuthDeps = {
    ...deps,
    requestLimit: {
      perSecond: 20,
      take: async (name) => {
        asked.push(name);
        return { granted: asked.length < 2, waitSeconds: 0.05 };
      },
      charge: async () => {},
    },
  };

  test.each([
    ['tenants', 'read'],
    ['the platform', 'apiKey'],
  ] as const)('answers 429 to a token over the limit on routes for %s', async (_name, access) => {
    asked.splice(0, asked.length, 'another');
    await expect(ask(access, `Bearer ${await token()}`, {}, limited)).rejects.toMatchObject({
      status: 429,
      message:
        'too many requests for this tenant: the limit is 20 per second with a burst of 100; retry after 1 s',
      headers: { 'retry-after': '1' },
    });
    expect(asked).toEqual(['another', 'acme']);
  });

  test('accepts a token within the limit', async () => {
    asked.splice(0);
    expect(await ask('read', `Bearer ${await token()}`, {}, limited)).toMatchObject({
      status: 200,
    });
  });

  test('counts neither requests with API keys nor requests that get 401', async () => {
    asked.splice(0);
    for (let n = 0; n < 3; n += 1) {
      expect(await ask('read', 'Bearer the-key', {}, limited)).toMatchObject({
        status: 200,
      });
      await expect(ask('read', 'Bearer wrong', {}, limited)).rejects.toMatchObject({
        status: 401,
      });
    }
    expect(asked).toEqual([]);
  });
});

describe('the time that a request takes', () => {
  const requestOf = async (ms: number, authorization: string, isFailing = false) => {
    const charged: [string, number][] = [];
    let time = NOW.getTime();
    const [route] = authenticated(
      {
        ...deps,
        now: () => new Date(time),
        requestLimit: {
          perSecond: 20,
          take: async () => ({ granted: true, waitSeconds: 0 }),
          charge: async (name, _now, permits) => void charged.push([name, permits]),
        },
      },
      [
        {
          method: 'GET',
          path: '/',
          access: 'read',
          doc: aDoc(),
          handle: async () => {
            time += ms;
            if (isFailing) throw new Error('fails');
            return { status: 200, body: {} };
          },
        },
      ],
    );
    const request = { params: {}, query: new Query(''), headers: { authorization }, body: '' };
    await Promise.resolve(route?.handle(request)).catch(() => undefined);
    return charged;
  };

  test.each([
    [999, []],
    [1_000, [['acme', 1]]],
    [25_400, [['acme', 25]]],
  ])('of %i ms counts as %j further requests of the tenant', async (ms, charged) => {
    expect(await requestOf(ms, `Bearer ${await token()}`)).toEqual(charged);
  });

  test('counts if the request fails, too', async () => {
    expect(await requestOf(3_000, `Bearer ${await token()}`, true)).toEqual([['acme', 3]]);
  });

  test('does not count with an API key', async () => {
    expect(await requestOf(25_000, 'Bearer the-key')).toEqual([]);
  });
});

test('tokens that are no longer valid do not use up the limit of the tenant’s current ones', async () => {
  const remaining = new Map<string, number>();
  const take = async (name: string) => {
    const left = remaining.get(name) ?? 1;
    remaining.set(name, left - 1);
    return { granted: left > 0, waitSeconds: 1 };
  };
  const current = { id: 'acme', incarnation: '01NEW', token_generation: '02NEW' };
  const given = {
    ...deps,
    liveTenant: async () => current,
    requestLimit: { perSecond: 1, take, charge: async () => {} },
  };
  const askAs = async (subject: TokenSubject) =>
    ask('read', `Bearer ${(await signToken({ subject }, SECRET, NOW, 60)).token}`, {}, given);
  for (const invalid of [
    { id: 'acme', incarnation: '01OLD' },
    { id: 'acme', incarnation: '01NEW' },
    { id: 'acme', incarnation: '01NEW', token_generation: '02OLD' },
  ]) {
    await expect(askAs(invalid)).rejects.toMatchObject({ status: 401 });
    await expect(askAs(invalid)).rejects.toMatchObject({ status: 429 });
  }
  expect(await askAs(current)).toMatchObject({ status: 200 });
  await expect(askAs(current)).rejects.toMatchObject({ status: 429 });
});

describe('a token of a tenant whose tokens were revoked', () => {
  const ask401 = async (issued: string | undefined, present: string | undefined) => {
    const subject = { id: 'acme', token_generation: issued };
    const { token } = await signToken({ subject }, SECRET, NOW, 3_600);
    const liveTenant = async (id: string) => ({ id, token_generation: present });
    return ask('read', `Bearer ${token}`, {}, { ...deps, liveTenant });
  };

  test.each([
    [undefined, '01NEW'],
    ['01OLD', '01NEW'],
    // A table that is restored can have an earlier generation.
    ['01NEW', '01OLD'],
    ['01NEW', undefined],
  ])('gets 401 if its generation is %s and the tenant’s is %s', async (issued, present) => {
    await expect(ask401(issued, present)).rejects.toMatchObject({ status: 401 });
  });

  test.each(['01NEW', undefined])('is accepted if both generations are %s', async (generation) => {
    expect(await ask401(generation, generation)).toMatchObject({ status: 200 });
  });
});

describe('a scope', () => {
  const tokenOf = async (scope: Scope | undefined) =>
    (await signToken({ subject: { id: 'acme' }, scope }, SECRET, NOW, 3_600)).token;

  test.each([
    ['read', ['read']],
    ['retry', ['read', 'retry']],
    ['manage', ['read', 'retry', 'manage']],
    [undefined, ['read', 'retry', 'manage', 'full']],
  ] as const)('%s allows %j', async (scope, allowed) => {
    const bearer = `Bearer ${await tokenOf(scope)}`;
    for (const access of ['read', 'retry', 'manage', 'full'] as const) {
      const asked = ask(access, bearer, { tenant_id: 'acme' });
      if (allowed.some((one) => one === access)) expect(await asked).toMatchObject({ status: 200 });
      else
        await expect(asked).rejects.toMatchObject({
          status: 403,
          data: { required_scope: access },
        });
    }
  });

  test('that does not exist makes the token invalid', async () => {
    const { SignJWT } = await import('jose');
    const made = await new SignJWT({ scope: 'full' })
      .setProtectedHeader({ alg: 'HS256' })
      .setIssuer('waybill')
      .setSubject('acme')
      .setExpirationTime(9e9)
      .sign(new TextEncoder().encode(SECRET));
    await expect(ask('read', `Bearer ${made}`)).rejects.toMatchObject({ status: 401 });
  });
});

describe('a token of a tenant that was deleted and created again', () => {
  const asOf = (incarnation: string | undefined) => ({
    ...deps,
    liveTenant: async (id: string) => ({ id, incarnation }),
  });
  const tokenOf = async (incarnation: string | undefined) =>
    (await signToken({ subject: { id: 'acme', incarnation } }, SECRET, NOW, 3_600)).token;

  test.each([
    ['01OLD', '01NEW'],
    [undefined, '01NEW'],
    ['01OLD', undefined],
  ])('gets 401 if the token’s incarnation is %s and the tenant’s is %s', async (old, present) => {
    const asked = ask('read', `Bearer ${await tokenOf(old)}`, {}, asOf(present));
    await expect(asked).rejects.toMatchObject({ status: 401 });
  });

  test.each(['01NEW', undefined])(
    'is accepted if both incarnations are %s',
    async (incarnation) => {
      const token = await tokenOf(incarnation);
      const answer = await ask('read', `Bearer ${token}`, {}, asOf(incarnation));
      expect(answer).toEqual({ status: 200, body: { subject: 'acme' } });
    },
  );
});

import { expect, test } from 'vitest';
import { forThePlatform } from '../../lambdas/access/admission.ts';
import { Query } from '../../lambdas/runtime/query.ts';

const ask = async (authorization: string | undefined, key = 'the-key') => {
  const routes = forThePlatform(
    async () => key,
    [{ method: 'GET', path: '/', handle: () => ({ status: 200, body: 'in' }) }],
  );
  return routes[0]?.handle({
    params: {},
    query: new Query(''),
    headers: { authorization },
    body: '',
  });
};

test.each(['Bearer the-key', 'bearer the-key', 'Bearer  the-key '])(
  '%j is let in',
  async (header) => {
    expect(await ask(header)).toMatchObject({ status: 200 });
  },
);

test.each([
  [undefined, 'unauthorized: the Authorization header is missing'],
  ['', 'unauthorized: the Authorization header is missing'],
  ['the-key', 'unauthorized: the Authorization header must be: Bearer <API key>'],
  ['Bearer', 'unauthorized: the Authorization header must be: Bearer <API key>'],
  ['Bearer ', 'unauthorized: the Authorization header must be: Bearer <API key>'],
  ['Basic the-key', 'unauthorized: the Authorization header must be: Bearer <API key>'],
  ['Bearer the-ke', 'unauthorized: the API key is wrong'],
  ['Bearer the-key-and-more', 'unauthorized: the API key is wrong'],
])('%j is kept out, and told why', async (header, message) => {
  await expect(ask(header)).rejects.toMatchObject({ status: 401, message });
});

test('an empty key opens nothing', async () => {
  await expect(ask('Bearer x', '')).rejects.toMatchObject({ status: 401 });
});

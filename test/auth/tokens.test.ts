import { expect, test } from 'vitest';
import { TokenQuery } from '../../lambdas/auth/tokens.operations.ts';
import { parseQuery, Query } from '../../lambdas/platform/http/query.ts';
import { documentIn } from '../support/api-routes.ts';

const expiresIn = (text: string) =>
  parseQuery(TokenQuery, new Query(new URLSearchParams({ expires_in: text }).toString()))
    .expires_in;

test.each([
  ['1', 1],
  ['3600', 3_600],
  ['060', 60],
])('expires_in %j is %i seconds', (text, seconds) => {
  expect(expiresIn(text)).toBe(seconds);
});

test.each([
  '0',
  '000',
  '0x10',
  '1e3',
  ' 5 ',
  '5\n',
  '+5',
  '-5',
  '0b1',
  '1_000',
  '1,000',
  '1.0',
  '1.5',
  '٣',
  'x',
])('expires_in %j is rejected, because it is not a whole number in decimal', (text) => {
  expect(() => expiresIn(text)).toThrow(
    expect.objectContaining({
      status: 422,
      data: { 'query.expires_in': 'must be a whole number of at least 1' },
    }),
  );
});

test('the document describes expires_in as an integer', async () => {
  const path = '/api/v1/tenants/{tenant_id}/token';
  expect(await documentIn()).toHaveProperty(
    ['paths', path, 'get', 'parameters'],
    expect.arrayContaining([
      expect.objectContaining({
        name: 'expires_in',
        schema: { type: 'integer', minimum: 1, example: 3_600, description: expect.any(String) },
      }),
    ]),
  );
});

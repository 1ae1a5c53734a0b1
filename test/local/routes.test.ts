import { expect, test } from 'vitest';
import { routeMatcher } from '../../local/http/routes.ts';

const matcher = (...keys: string[]) => routeMatcher(keys.map((key) => ({ key, target: key })));

test.for([
  ['an exact path', ['GET /a/b'], 'GET', '/a/b', 'GET /a/b', {}],
  ['a variable', ['GET /a/{id}'], 'GET', '/a/7', 'GET /a/{id}', { id: '7' }],
  ['a greedy variable', ['GET /{proxy+}'], 'GET', '/a/b', 'GET /{proxy+}', { proxy: 'a/b' }],
  ['a greedy variable of nothing', ['GET /a/{p+}'], 'GET', '/a/', 'GET /a/{p+}', { p: '' }],
  ['any method', ['ANY /a'], 'PUT', '/a', 'ANY /a', {}],
  ['any other route', ['$default'], 'PUT', '/x/y', '$default', {}],
  ['an exact path before a variable', ['GET /{id}', 'GET /a'], 'GET', '/a', 'GET /a', {}],
  [
    'a variable before a greedy one',
    ['GET /{p+}', 'GET /{id}'],
    'GET',
    '/a',
    'GET /{id}',
    { id: 'a' },
  ],
  ['a method before any', ['ANY /a', 'GET /a'], 'GET', '/a', 'GET /a', {}],
  ['a route before the default', ['$default', 'ANY /{p+}'], 'GET', '/a', 'ANY /{p+}', { p: 'a' }],
  [
    'a line separator as any other character',
    ['$default', 'ANY /{p+}'],
    'GET',
    '/a\u2028b',
    'ANY /{p+}',
    { p: 'a\u2028b' },
  ],
  ['a dot as a dot', ['GET /a.b', '$default'], 'GET', '/axb', '$default', {}],
] as const)('a route takes %s', ([, keys, method, path, key, parameters]) => {
  expect(matcher(...keys)(method, path)).toEqual({ route: { key, target: key }, parameters });
});

test.for([
  ['another method', 'GET /a', 'POST', '/a'],
  ['a longer path', 'GET /a', 'GET', '/a/b'],
  ['less than a greedy variable', 'GET /a/{p+}', 'GET', '/a'],
  ['an empty variable', 'GET /{id}', 'GET', '/'],
] as const)('a route does not take %s', ([, key, method, path]) => {
  expect(matcher(key)(method, path)).toBeUndefined();
});

test('an invalid route is rejected', () => {
  expect(() => matcher('get /a')).toThrow('get /a');
});

import { Ajv2020 } from 'ajv/dist/2020.js';
import { describe, expect, test } from 'vitest';
import { exampleOf } from '../../lambdas/openapi/page/example.ts';
import { OpenApi } from '../../lambdas/openapi/page/open-api.ts';
import type { Route } from '../../lambdas/platform/http/http-request.ts';
import manifest from '../../package.json' with { type: 'json' };
import { apiRoutes, documentIn } from '../support/api-routes.ts';

const routes = apiRoutes();
const json = await documentIn();
const document = OpenApi.parse(json);

const documented = Object.entries(document.paths).flatMap(([path, methods]) =>
  Object.entries(methods).map(([method, operation]) => ({ path, method, operation })),
);

describe('the document', () => {
  test('has the version of the package', () => {
    expect(json).toMatchObject({ openapi: '3.1.1', info: { version: manifest.version } });
  });

  test('describes exactly the existing routes', () => {
    const names = documented.map(({ method, path }) => `${method.toUpperCase()} ${path}`);
    const served = routes.map(({ method, path }) => `${method} ${path.replace('+}', '}')}`);
    expect(names.toSorted()).toEqual(served.toSorted());
    expect(new Set(served).size).toBe(served.length);
  });

  test('gives every operation a unique id', () => {
    const ids = documented.map(({ operation }) => operation.operationId);
    expect(ids.filter((id, place) => ids.indexOf(id) !== place)).toEqual([]);
    expect(ids.filter((id) => !/^[a-z][a-zA-Z]+$/.test(id))).toEqual([]);
  });

  test('lists every operation under a tag that it describes', () => {
    const tags = document.tags.map(({ name }) => name);
    expect(documented.filter(({ operation }) => !tags.includes(operation.tags.join()))).toEqual([]);
  });

  test.each(documented)('names the parts of $method $path', ({ path, operation }) => {
    const declared = (operation.parameters ?? []).filter((parameter) => parameter.in === 'path');
    const inPath = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name);
    expect(declared.map(({ name }) => name)).toEqual(inPath);
    expect(declared.every(({ required }) => required)).toBe(true);
  });

  test.each(documented)('describes every parameter of $method $path', ({ operation }) => {
    const undescribed = (operation.parameters ?? []).filter(
      ({ description, schema }) => !description && !schema.description,
    );
    expect(undescribed.map(({ name }) => name)).toEqual([]);
  });

  test('has no pattern that only JavaScript can compile', () => {
    const patterns = schemasIn(json, '').flatMap(([pointer, schema]) =>
      'pattern' in schema ? [{ pointer, pattern: String(schema.pattern) }] : [],
    );
    expect(patterns.length).toBeGreaterThan(10);
    const foreign = patterns.filter(({ pattern }) =>
      // Unicode's properties and code points in braces, named groups, and sets of sets.
      /\\p\{|\\u\{|\(\?<[^=!]|\\c[A-Z]|&&/i.test(pattern),
    );
    expect(foreign).toEqual([]);
    for (const { pattern } of patterns) expect(() => new RegExp(pattern, 'u')).not.toThrow();
  });

  test('has only valid schemas', () => {
    const ajv = new Ajv2020({ strict: false });
    const schemas = schemasIn(json, '');
    expect(schemas.length).toBeGreaterThan(200);
    for (const [pointer, schema] of schemas) {
      expect(ajv.validateSchema(schema), `${pointer}: ${ajv.errorsText()}`).toBe(true);
    }
  });

  test('has no broken reference', () => {
    const text = JSON.stringify(json);
    const references = [...text.matchAll(/"\$ref":"#\/components\/(\w+)\/(\w+)"/g)];
    expect(references.length).toBe(text.split('"$ref"').length - 1);
    for (const [, kind = '', name = ''] of references) {
      expect(json).toHaveProperty(['components', kind, name]);
    }
  });

  test('names security schemes exactly for routes that require authentication', () => {
    const open = documented.filter(({ operation }) => operation.security.length === 0);
    expect(open.map(({ path }) => path).toSorted()).toEqual([
      '/',
      '/api/v1',
      '/api/v1/docs',
      '/api/v1/healthz',
      '/api/v1/openapi.json',
      '/api/v1/portal/sessions',
      '/docs',
      '/healthz',
      '/openapi.json',
    ]);
    const guarded = documented.filter(({ operation }) => operation.security.length > 0);
    expect(guarded.filter(({ operation }) => !operation.responses[401])).toEqual([]);
  });

  test('marks exactly the older paths as deprecated', () => {
    const isOlder = (path: string) => path.startsWith('/api/v1/{tenant_id}/');
    const wrong = documented.filter(
      ({ path, operation }) => isOlder(path) !== Boolean(operation.deprecated),
    );
    expect(wrong).toEqual([]);
  });
});

describe('an example in the document', () => {
  const { schemas } = document.components;
  const operationOf = ({ path, method }: Route) =>
    document.paths[path.replace('+}', '}')]?.[method.toLowerCase()];

  test.each(routes.filter(({ doc }) => doc.body))('of a body for $method $path is one', (one) => {
    const schema = operationOf(one)?.requestBody?.content['application/json']?.schema ?? {};
    const parsed = one.doc.body?.safeParse(exampleOf(schema, schemas));
    expect(parsed?.error?.issues).toBeUndefined();
  });

  test.each(routes.filter(({ doc }) => doc.query))('of a query for $method $path is one', (one) => {
    const required = (operationOf(one)?.parameters ?? []).filter(
      (parameter) => parameter.in === 'query' && parameter.required,
    );
    const example = required.map(({ name, schema }) => [name, exampleOf(schema, schemas)]);
    const parsed = one.doc.query?.safeParse(Object.fromEntries(example));
    expect(parsed?.error?.issues).toBeUndefined();
  });
});

/** The schemas of a document, by where they are: what is called so, and among the components. */
function schemasIn(value: object, at: string): [string, object][] {
  return Object.entries(value).flatMap(([name, member]) => {
    if (typeof member !== 'object' || member === null) return [];
    const isSchema = name === 'schema' || at === '/components/schemas';
    return isSchema ? [[`${at}/${name}`, member]] : schemasIn(member, `${at}/${name}`);
  });
}

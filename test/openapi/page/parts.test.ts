import { describe, expect, test } from 'vitest';
import { curl, exampleOf } from '../../../lambdas/openapi/page/example.ts';
import type { Operation, Schema } from '../../../lambdas/openapi/page/open-api.ts';
import { prose } from '../../../lambdas/openapi/page/prose.ts';
import { bounds, fields, typeName } from '../../../lambdas/openapi/page/schemas.ts';
import { type Content, html } from '../../../lambdas/platform/http/html.ts';

const markup = (content: Content) => html`${content}`.text.replace(/\s*\n\s*/g, '');
const plain = (content: Content) => markup(content).replace(/<[^>]+>/g, '');

const schemas = {
  Pet: { type: 'object', properties: { name: { type: 'string', example: 'Rex' } } },
  Tree: { type: 'object', properties: { of: { $ref: '#/components/schemas/Tree' } } },
};
const Pet = { $ref: '#/components/schemas/Pet' };

describe('a schema', () => {
  test.each<[Schema, string]>([
    [{ type: 'string' }, 'string'],
    [{ type: 'string', format: 'date-time' }, 'date-time'],
    [{ type: ['string', 'null'] }, 'string or null'],
    [{ anyOf: [{ type: 'string', enum: ['a', 'b'] }, { type: 'null' }] }, 'a or b or null'],
    [{ anyOf: [{ anyOf: [Pet, { type: 'null' }] }, { const: 5 }] }, 'Pet or 5 or null'],
    [{ type: 'array', items: Pet }, 'list of Pet'],
    [{ type: 'object', additionalProperties: { type: 'string' } }, 'map of string'],
    [{ const: '' }, '&quot;&quot;'],
    [{}, 'any value'],
  ])('%j is called %s', (schema, name) => {
    expect(plain(typeName(schema))).toBe(name);
  });

  test.each<[Schema, string]>([
    [{ type: 'integer', minimum: 1, maximum: 9, default: 5 }, '1 to 9default 5'],
    [{ type: 'string', minLength: 1 }, 'not empty'],
    [{ type: 'string', maxLength: 8 }, 'at most 8 characters'],
    [{ type: 'array', minItems: 2 }, '2 items or more'],
    [{ type: 'integer', minimum: Number.MIN_SAFE_INTEGER, maximum: Number.MAX_SAFE_INTEGER }, ''],
    [{ type: 'boolean', default: false }, 'default false'],
  ])('%j has the bounds %s', (schema, text) => {
    expect(plain(bounds(schema))).toBe(text);
  });

  test('has an example of its required members and of those with an example', () => {
    const schema = {
      type: 'object',
      required: ['pet', 'at', 'count'],
      properties: {
        pet: Pet,
        at: { type: 'string', format: 'date-time' },
        count: { anyOf: [{ type: 'integer', minimum: 3 }, { type: 'null' }] },
        tags: { type: 'array', items: { enum: ['x'] } },
        note: { type: 'string', example: 'hello' },
      },
    };
    expect(exampleOf(schema, schemas)).toEqual({
      pet: { name: 'Rex' },
      at: '2026-11-22T10:00:00Z',
      count: 3,
      note: 'hello',
    });
  });

  test('a recursive schema is expanded once', () => {
    const unfolded = markup(fields({ $ref: '#/components/schemas/Tree' }, schemas, 'unfolded'));
    expect(unfolded.match(/<dt>/g)).toHaveLength(2);
    expect(
      markup(fields({ type: 'object', properties: { pet: Pet } }, schemas, 'linked')),
    ).toContain('<a href="#schema-Pet">Pet</a>');
  });
});

test('Markdown has paragraphs, code, bold and links, and nothing else', () => {
  expect(prose('a `b` **c**\n\n[d](https://e.example/) *f* <g>').map(({ text }) => text)).toEqual([
    '<p>a <code>b</code> <strong>c</strong></p>',
    '<p><a href="https://e.example/">d</a> *f* &lt;g&gt;</p>',
  ]);
});

test('a shell example escapes quotes and contains the required parameters', () => {
  const operation: Operation = {
    operationId: 'putPet',
    tags: [],
    summary: '',
    security: [{ apiKey: [] }],
    parameters: [
      { name: 'id', in: 'path', required: true, schema: { type: 'string', example: 'a/b' } },
      { name: 'time[gte]', in: 'query', required: true, schema: { const: '1' } },
      { name: 'limit', in: 'query', schema: { type: 'integer' } },
    ],
    requestBody: {
      required: true,
      content: { 'application/json': { schema: { example: { name: "it's" } } } },
    },
    responses: {},
  };
  expect(curl('PUT', '/pets/{id}', operation, schemas)).toBe(
    [
      'curl -X PUT "$WAYBILL/pets/a%2Fb?time%5Bgte%5D=1" \\',
      '  -H "Authorization: Bearer $TOKEN" \\',
      "  -H 'Content-Type: application/json' \\",
      "  -d '{",
      '  "name": "it\'\\\'\'s"',
      "}'",
    ].join('\n'),
  );
});

import { expect, test } from 'vitest';
import { Agreement, type Answered } from './agreement.ts';

const json = (schema: object) => ({ 'application/json': { schema } });
const thing = {
  type: 'object',
  properties: { id: { type: 'string' }, made: { type: 'string', format: 'date-time' } },
  required: ['id'],
  additionalProperties: false,
};
const agreement = new Agreement({
  openapi: '3.1.1',
  info: { title: 'Things', version: '1', description: '' },
  tags: [],
  paths: {
    '/things/{id}': {
      get: {
        operationId: 'getThing',
        tags: [],
        summary: '',
        security: [],
        responses: {
          200: {
            description: '',
            headers: { ETag: { required: true } },
            content: json({ $ref: '#/components/schemas/Thing' }),
          },
          404: { $ref: '#/components/responses/Gone' },
        },
      },
    },
  },
  components: {
    schemas: { Thing: thing, Error: { type: 'object', required: ['status'] } },
    responses: {
      Gone: { description: '', content: json({ $ref: '#/components/schemas/Error' }) },
    },
    headers: {},
    securitySchemes: {},
  },
});

const answered = (body: unknown, given: Partial<Answered> = {}): Answered => ({
  method: 'GET',
  path: '/things/a?b=c',
  status: 200,
  headers: new Headers({ 'content-type': 'application/json; charset=utf-8', etag: '"1"' }),
  text: JSON.stringify(body),
  ...given,
});

test.each([
  ['a documented answer', { id: 'a', made: '2026-11-22T10:00:00Z' }, {}],
  ['one that is documented elsewhere', { status: 404 }, { status: 404 }],
  ['one to a path whose last part has slashes', { id: 'a' }, { path: '/things/a%2Fb' }],
  ['a 404 of no operation', { status: 404 }, { path: '/nothing', status: 404 }],
])('a response to %s matches its documentation', (_name, body, given) => {
  expect(() => agreement.check(answered(body, given))).not.toThrow();
});

const html = new Headers({ 'content-type': 'text/html', etag: '"1"' });
const bare = new Headers({ 'content-type': 'application/json' });
test.each([
  ['another status', { id: 'a' }, { status: 201 }, 'answered 201, which is not documented'],
  ['a missing member', {}, {}, "must have required property 'id'"],
  ['an unknown member', { id: 'a', b: 1 }, {}, 'must NOT have additional properties'],
  ['a wrong format', { id: 'a', made: 'soon' }, {}, 'must match format "date-time"'],
  ['another media type', { id: 'a' }, { headers: html }, 'with text/html, undocumented'],
  ['a missing header', { id: 'a' }, { headers: bare }, 'without the header ETag'],
  ['an error of another shape', {}, { status: 404 }, "must have required property 'status'"],
  ['an operation there is not', {}, { path: '/nothing' }, 'but is not documented'],
])('a response with %s does not match its documentation', (_name, body, given, error) => {
  expect(() => agreement.check(answered(body, given))).toThrow(error);
});

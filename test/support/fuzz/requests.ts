import fc from 'fast-check';
import type { Operation, Parameter, Schema } from '../../../lambdas/openapi/page/open-api.ts';
import { mutated } from './mutations.ts';
import { type Making, schemaValue } from './schema-values.ts';

/** A valid or invalid request. */
export interface MadeRequest {
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | undefined;
}

/** Requests for an operation, both valid according to the document and invalid. */
export function requestsFor(
  method: string,
  template: string,
  { parameters = [], requestBody }: Operation,
  making: Making,
): fc.Arbitrary<MadeRequest> {
  const of = (where: Parameter['in']) => parameters.filter((parameter) => parameter.in === where);
  const body = requestBody?.content['application/json']?.schema;
  return fc
    .record({
      parts: fc.tuple(...of('path').map((parameter) => part(parameter, making))),
      query: query(of('query'), making),
      headers: headersOf(of('header')),
      body: body ? bodyOf(body, making) : fc.constant(undefined),
    })
    .map(({ parts, query: search, headers, body: text }) => ({
      method,
      path: filled(template, parts) + search,
      headers,
      body: text,
    }));
}

const filled = (template: string, parts: readonly string[]): string =>
  parts.reduce((path, given) => path.replace(/\{\w+\}/, () => given), template);

/** A path segment. Any value must remain one segment. */
const part = ({ name, schema }: Parameter, making: Making): fc.Arbitrary<string> =>
  (making.named[name] ?? fc.oneof(schemaValue(schema, making), anyText))
    .map((value) => encodeURIComponent(String(value).toWellFormed()))
    .filter((text) => !/^\.{0,2}$/.test(text));

const anyText = fc.oneof(
  fc.string({ unit: 'binary', minLength: 1, maxLength: 30 }),
  fc.integer({ min: 100, max: 1_500 }).map((length) => 'x'.repeat(length)),
  fc.constantFrom(
    'null',
    'undefined',
    '0',
    '-1',
    '*',
    'a/b',
    '%',
    '__proto__',
    'constructor',
    'ü',
    '\u0000',
  ),
);

const spellings = ['', '', '', '[]', '[0]', '[any]', '[gte]'];

function query(parameters: readonly Parameter[], making: Making): fc.Arbitrary<string> {
  const known = parameters.map(({ name, schema, required }) => {
    const values = fc.oneof(
      { weight: 3, arbitrary: making.named[name] ?? schemaValue(schema, making) },
      { weight: 1, arbitrary: anyText },
    );
    const given = fc
      .tuple(fc.constantFrom(...spellings), values)
      .map(([spelling, value]) => [value].flat().map((one) => pair(name + spelling, one)));
    return fc.oneof(
      { weight: required ? 1 : 3, arbitrary: fc.constant<[string, string][]>([]) },
      { weight: 2, arbitrary: given },
    );
  });
  const unknown = fc.tuple(fc.string({ maxLength: 8 }), anyText);
  return fc
    .tuple(fc.tuple(...known), fc.array(unknown, { maxLength: 1 }))
    .map(([some, others]) =>
      new URLSearchParams([
        ...some.flat(),
        ...others.map(([name, value]) => pair(name, value)),
      ]).toString(),
    )
    .map((text) => (text === '' ? '' : `?${text}`));
}

/** URLs contain Unicode text, which excludes lone surrogates. */
const pair = (name: string, value: unknown): [string, string] => [
  name,
  String(value).toWellFormed(),
];

/** HTTP headers contain Latin-1 without line breaks (RFC 9110, section 5.5). */
const headerText = fc.oneof(
  fc.stringMatching(/^[ -~]{0,40}$/),
  fc.stringMatching(/^[ -~\u00a0-\u00ff]{0,200}$/),
  fc.constantFrom('*', '"1"', '"1", "2"', 'W/"1"'),
);

const headersOf = (parameters: readonly Parameter[]): fc.Arbitrary<Record<string, string>> =>
  fc
    .subarray(parameters.map(({ name }) => name))
    .chain((names) => fc.record(Object.fromEntries(names.map((name) => [name, headerText]))));

const bodyOf = (schema: Schema, making: Making): fc.Arbitrary<string> =>
  schemaValue(schema, making).chain(mutated);

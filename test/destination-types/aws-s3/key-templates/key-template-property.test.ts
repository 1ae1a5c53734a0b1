import fc from 'fast-check';
import { expect, it } from 'vitest';
import { keyTemplateError } from '../../../../lambdas/destination-types/aws-s3/key-templates/key-template.ts';
import { keyFor } from '../../../../lambdas/destination-types/aws-s3/s3-object.ts';
import { anEvent, aPlace } from '../builders.ts';

/** `KEY_TEMPLATE_RUNS=100000` runs more cases. */
const RUNS = Number(process.env.KEY_TEMPLATE_RUNS ?? 300);

const NAMES = ['a', 'b', 'l', 'o', 'constructor', 'expref', '"x-y"'];

const unary = ['lower', 'keys', 'values', 'items', 'length', 'to_string', 'to_array', 'to_number'];
const more = ['type', 'reverse', 'sort', 'max', 'min', 'avg', 'sum', 'not_null', 'merge', 'abs'];
const others = ['from_items', 'zip', 'trim', 'sha256', 'md5', 'segment'];
const binary = ['join', 'contains', 'starts_with', 'split', 'not_null', 'zip', 'merge'];
const byReference = ['sort_by', 'max_by', 'min_by', 'group_by'];

const leaf = fc.oneof(
  { weight: 4, arbitrary: fc.constantFrom(...NAMES.map((name) => `data.${name}`)) },
  fc.constantFrom('data', 'metadata', 'time', '@', '$', '$v', 'none', 'event.id'),
  fc.constantFrom('metadata."event-id"', 'metadata.topic', 'metadata.source', 'time.year'),
  fc.constantFrom("time_in('Asia/Tokyo')", "time_in('Europe/Berlin').date"),
  fc.constantFrom(...NAMES),
  fc.constantFrom("'a'", "''", "'/'", "'..'", "'/../'", "'x/'", "'.'", '`1`', '`0`', '`null`'),
  fc.constantFrom('`[]`', '`{}`', '`["a", "b"]`', '`{"a": "b"}`', '`true`', '`[[1]]`', '`"\\n"`'),
);

const { template } = fc.letrec<{ template: string; part: string }>((tie) => {
  const part = tie('part');
  const parts = fc.array(part, { minLength: 1, maxLength: 3 });
  return {
    template: tie('part'),
    part: fc.oneof(
      { maxDepth: 5, depthSize: 'large' },
      leaf,
      parts.map((list) => `[${list.join(', ')}]`),
      parts.map((list) => `join('', [${list.join(', ')}])`),
      fc.tuple(fc.constantFrom(...NAMES), part).map(([name, value]) => `{${name}: ${value}}`),
      fc.tuple(part, fc.constantFrom(...NAMES)).map(([base, name]) => `(${base}).${name}`),
      fc
        .tuple(part, fc.constantFrom('[0]', '[-1]', '[2]', '[:1]', '[::-1]', '[*]', '[]', '.*'))
        .map(([base, selected]) => `(${base})${selected}`),
      fc.tuple(part, part).map(([base, right]) => `(${base})[*].[${right}]`),
      fc.tuple(part, part).map(([base, right]) => `(${base})[].to_string(${right})`),
      fc.tuple(part, part, part).map(([base, is, right]) => `(${base})[?${is}].[${right}] | []`),
      fc
        .tuple(part, fc.constantFrom('||', '&&', '|', '==', '!=', '<', '>=', '+', '-', '/'), part)
        .map(([left, operator, right]) => `(${left}) ${operator} (${right})`),
      fc.tuple(part, part, part).map(([is, one, other]) => `(${is}) ? (${one}) : (${other})`),
      part.map((one) => `!(${one})`),
      part.map((one) => `-(${one})`),
      fc.tuple(part, part).map(([value, one]) => `let $v = (${value}) in (${one})`),
      fc.tuple(fc.constantFrom(...unary, ...more, ...others), part).map(([f, a]) => `${f}(${a})`),
      fc.tuple(fc.constantFrom(...binary), part, part).map(([f, a, b]) => `${f}(${a}, ${b})`),
      fc
        .tuple(fc.constantFrom(...byReference), part, part)
        .map(([f, a, b]) => `${f}(${a}, &(${b}))`),
      fc.tuple(part, part).map(([a, b]) => `map(&(${a}), ${b})`),
    ),
  };
});

const { value } = fc.letrec<{ value: unknown }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 3 },
    fc.constantFrom<unknown>('x', '', 'a/b', null, 1, 0, 2.5, true, false, '..', '7'),
    fc.array(tie('value'), { maxLength: 3 }),
    fc.array(fc.constantFrom('p', 'q'), { maxLength: 3 }),
    fc.dictionary(fc.constantFrom('a', 'b', 'l', 'constructor', 'x-y'), tie('value')),
  ),
}));
const data = fc.dictionary(fc.constantFrom('a', 'b', 'l', 'o', 'constructor', 'expref'), value);
const metadata = fc.constantFrom({}, { source: 'shop' }, { source: '', team: 'blue' });

it('a template that gives a key for any data can be saved', () => {
  fc.assert(
    fc.property(
      template,
      fc.array(data, { minLength: 4, maxLength: 4 }),
      metadata,
      (key_template, all, its) => {
        fc.pre(key_template.length <= 1024);
        const error = keyTemplateError(key_template);
        if (error === undefined) return;
        for (const one of all) {
          const event = anEvent({ data: JSON.stringify(one), metadata: its });
          expect(keyFor(event, aPlace({ key_template })), error).not.toHaveProperty('key');
        }
      },
    ),
    { numRuns: RUNS },
  );
}, 60_000);

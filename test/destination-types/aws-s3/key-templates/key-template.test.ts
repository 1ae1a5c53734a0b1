import { search, TreeInterpreter } from '@jmespath-community/jmespath';
import { describe, expect, it } from 'vitest';
import {
  compileKeyTemplate,
  keyTemplateError,
} from '../../../../lambdas/destination-types/aws-s3/key-templates/key-template.ts';

describe('a key template', () => {
  it.each([
    `join('', [metadata.timestamp, '_', metadata."event-id", '.json'])`,
    `join('/', [data.customer_id, metadata."event-id", '.json'])`,
    "'literal'",
    "data.a || 'b'",
    'not_null(data.a, data.b, `1`)',
    'let $id = data.id in to_string($id)',
    "data.items[?kind == 'x'] | [0].id",
    '`{"type":"Function","name":"nothing","children":[]}`.name', // only looks like a call
  ])('%s is accepted', (template) => {
    expect(keyTemplateError(template)).toBeUndefined();
  });

  it.each([
    ['invalid[template', /^is not valid JMESPath: Syntax error/],
    ['(', /^is not valid JMESPath: /],
    [' ', /^is not valid JMESPath: /],
    ['data.', /^is not valid JMESPath: /],
    ['"unclosed', /^is not valid JMESPath: /],
    ['joined(data.a)', /^calls an unknown function: joined\(\)$/],
    ['constructor(data.a)', /^calls an unknown function: constructor\(\)$/],
    ["data.items[?nope(@) == 'x']", /^calls an unknown function: nope\(\)$/],
    ['map(&nope(@), data.items)', /^calls an unknown function: nope\(\)$/],
    ['{a: [nope(@)]}', /^calls an unknown function: nope\(\)$/],
    ['let $a = nope(@) in $a', /^calls an unknown function: nope\(\)$/],
    ['data.a ? nope(@) : `1`', /^calls an unknown function: nope\(\)$/],
    ["join('/')", /^calls join\(\) with 1 argument\(s\); it takes 2$/],
    ["join('/', data.a, data.b)", /^calls join\(\) with 3 argument\(s\); it takes 2$/],
    ['not_null()', /^calls not_null\(\) with 0 argument\(s\); it takes 1 or more$/],
    ["pad_left('a')", /^calls pad_left\(\) with 1 argument\(s\); it takes 2 to 3$/],
    [`'${'x'.repeat(1023)}'`, /^must be at most 1024 characters long$/],
    ['('.repeat(1024), /^is not valid JMESPath: /],
  ])('%s is rejected', (template, error) => {
    expect(keyTemplateError(template)).toMatch(error);
  });

  const functions = Object.keys(TreeInterpreter.runtime._functionTable);

  it.each(functions)('accepts for %s() exactly the argument counts of the library', (name) => {
    for (const count of [0, 1, 2, 3, 4, 5, 6]) {
      const call = `${name}(${Array(count).fill('@').join(', ')})`;
      expect('expression' in compileKeyTemplate(call), call).toBe(libraryTakes(call));
    }
  });
});

/** Whether the library accepts the number of arguments. Their types are ignored. */
const libraryTakes = (call: string): boolean => {
  try {
    search(null, call);
    return true;
  } catch (error) {
    return error instanceof Error && !error.message.startsWith('Invalid arity');
  }
};

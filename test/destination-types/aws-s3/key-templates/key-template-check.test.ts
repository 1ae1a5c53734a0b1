import { describe, expect, it } from 'vitest';
import { keyTemplateError } from '../../../../lambdas/destination-types/aws-s3/key-templates/key-template.ts';

const NEVER = 'cannot evaluate to a key for any event: ';

describe('a template that gives no key for any data', () => {
  it.each([
    // Issue 10, item 8.
    [
      "join('', [time.date, '/', metadata.event-id, '.json'])",
      'metadata.event-id is parsed as a subtraction: put a name that contains a hyphen in double quotes, metadata."event-id"',
    ],
    ['keys(data)', 'keys(data) is an array'],
    ['{key: data.action}', '{key: data.action} is an object'],
    [
      "'events/' + time.date",
      "'events/' is a string, and + takes numbers: concatenate strings with join('', [a, b])",
    ],
    [
      `join('', ["logs/", metadata."event-id"])`,
      `"logs/" is null (a template starts from data, metadata, time; put text in single quotes, 'logs/'), and join() takes strings`,
    ],
    [
      "join('', ['a/', event.id])",
      "event.id is null (a template starts from data, metadata, time; put text in single quotes, 'event'), and join() takes strings",
    ],
    [
      "join('', ['a/', time.millisecond])",
      'time.millisecond is null (there is no millisecond among year, month, day, hour, minute, second, date, datetime, unix, rfc3339, rfc3339_nano), and join() takes strings',
    ],
    [
      `join('', ['a', '/../', metadata."event-id"])`,
      "it evaluates to a key with a . or .. path segment, through 'a/../'",
    ],
  ])('%s is rejected: %s', (template, why) => {
    expect(keyTemplateError(template)).toBe(`${NEVER}${why}`);
  });

  it.each([
    ['data.order-id', 'data."order-id"'],
    ['metadata.x-request-id', 'metadata."x-request-id"'],
    ['data.order-id.value', 'data."order-id".value'],
    ["join('/', [metadata.event-id])", 'metadata."event-id"'],
    ['data.event - id', 'data."event-id"'],
  ])('%s suggests the intended quoting', (template, quoting) => {
    expect(keyTemplateError(template)).toContain(quoting);
  });

  it.each([
    ['data', 'data is an object'],
    ['@', '@ is an object'],
    ['metadata', 'metadata is an object'],
    ['[data.a]', '[data.a] is an array'],
    ['data.a[*].b | [@]', 'is an array'],
    ['items(data)', 'items(data) is an array'],
    ['group_by(data.items, &kind)', 'is an object'],
    ['none', 'none is null'],
    ["''", "'' is an empty key"],
    ["'a/'", "'a/' is a key that ends in /"],
    ["'..'", "'..' is a key with a . or .. path segment"],
    ["join('/', [metadata.\"event-id\", ''])", 'a key that ends in /'],
    ["join('', [metadata.topic, '/'])", 'a key that ends in /'],
    ["join('', ['./', data.a])", "through './'"],
    ["join('', [data.a, '/..'])", "through '/..'"],
    ['join(\'\', [data.a, `"\\n"`])', 'a control character'],
    [`join('', [data.a, '${'x'.repeat(900)}${'ü'.repeat(70)}'])`, 'longer than 1,024 bytes'],
    [
      "join('', [time.year, `1`])",
      '`1` is a number, and join() takes strings: write to_string(`1`)',
    ],
    ["join('', time.year)", 'time.year is a string, and join() takes an array of strings'],
    ["join('', data)", 'data is an object, and join() takes an array of strings'],
    [
      "join('', [data.a, length(data.b)])",
      'length(data.b) is a number, and join() takes strings: write to_string(length(data.b))',
    ],
    ["join('', ['a', data.a == 'b'])", 'is a boolean, and join() takes strings'],
    ["join('', ['a', time.date.year])", 'time.date.year is null (a string has no fields)'],
    ["join('', [metadata.topic[0]])", 'is null'],
    ['lower(data)', 'lower'],
    ['sort_by(data.l, data.f)', 'requires an expression, such as &name, instead of '],
    ['$nope', '$nope is not defined'],
    ['let $a = data.a in $b', '$b is not defined'],
    ['data.n / `0`', 'divides by zero'],
    ['data.a ? keys(data) : [data.b]', 'is an array'],
    ["join('', [time.date, '/', $.event.id])", '$.event.id is null'],
    ['time.year > `2000` || {a: `1`}', 'is an object'],
    ['data.a[::0] || keys(data)', 'is an array'],
    ["abs('x')", "'x' is a string, and abs() takes a number"],
    ["pad_left('a', `-1`)", 'fails'],
    ['-time.year', 'time.year is a string, and - takes numbers'],
    ['map(&@, data.l)', 'is an array'],
    ["join('/', map(&length(@), ['a', 'b']))", 'element 1 of'],
  ])('%s is rejected', (template, why) => {
    const error = keyTemplateError(template);
    expect(error).toContain(NEVER);
    expect(error).toContain(why);
  });
});

describe('a template that gives a key for some data', () => {
  it.each([
    ...['data.a', 'data.a.b.c', 'data.a[0]', 'data.a[*].b | [0]', 'data.a - data.b', 'data."a-b"'],
    ...['data.a || none', 'none || data.a', "event.id || 'x'", 'not_null(none, data.a)'],
    ...["data.a && 'x'", "data.a ? keys(data) : 'x'", "time.millisecond && keys(data) || 'x'"],
    ...[
      "join('', data.a)",
      "join('/', data.a[*].b)",
      "join('/', keys(data))",
      "join('/', values(metadata))",
    ],
    ...[
      'metadata.source',
      'metadata."x-source"',
      "join('', [metadata.source, '/', time.rfc3339_nano])",
    ],
    ...[
      'to_string(data)',
      'to_string(keys(data))',
      'to_string(none)',
      'length(data)',
      'data.a == data.b',
    ],
    ...[
      "join('', [data.a, '/.', data.b])",
      "join('', ['a/..', data.b])",
      "join('', [data.a, '../x'])",
    ],
    ...[
      "let $a = data.a in join('', [$a, $a])",
      'max(data.a)',
      'data.a[:3]',
      'time.year[:2]',
      'sort(data.a)[0]',
    ],
    ...[
      "join('', map(&join('', [@, '-']), data.l))",
      'data.*',
      'time.* | [0]',
      "metadata.* | join('/', @)",
    ].filter((one) => one !== 'data.*'),
    ...[
      'data.n > `1`',
      'from_items(zip(data.a, data.b)).x',
      'group_by(data.a, &b).c[0].d',
      'merge(data, time).a',
    ],
    ...['join(\'\', [metadata."event-id", `"\\ud83d"`, data.a])'],
    ...[
      '{a: data.b}.a',
      '[data.a, data.b][1]',
      '[data.a, data.b][-1]',
      '[[data.a], data.l][] | [0]',
    ],
    ...[
      'items(data)[0][0]',
      "split(data.a, '/') | [-1]",
      "data.items[?kind == 'x'] | [0].id",
      'to_number(data.a)',
    ],
  ])('%s is accepted', (template) => {
    expect(keyTemplateError(template)).toBeUndefined();
  });

  it('is accepted when the analysis takes too long', () => {
    const nested = `${'map(&'.repeat(30)}@${', [@, @, @, @])'.repeat(30)}`;
    expect(keyTemplateError(`to_string(${nested})`)).toBeUndefined();
    expect(keyTemplateError(`to_string(data${' | [@, @]'.repeat(80)})`)).toBeUndefined();
    expect(
      keyTemplateError(`join('', [data.a])${" | join('', [@, @])".repeat(40)}`),
    ).toBeUndefined();
  });
});

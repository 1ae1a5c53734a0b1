import { describe, expect, it } from 'vitest';
import { keyOf } from '../builders.ts';

describe('a number', () => {
  it.each([
    ['42', '42'],
    ['1000000', '1000000'],
    ['1.0', '1'],
    ['1e3', '1000'],
    ['0.1', '0.1'],
    ['-0.5', '-0.5'],
    ['-0', '0'],
    ['0e999999999', '0'],
    ['1e21', '1000000000000000000000'],
    ['1e-7', '0.0000001'],
    ['123456789.5e-12', '0.0001234567895'],
    ['12345678901234567890', '12345678901234567890'],
    ['12345678901234567890.0', '12345678901234567890'],
    ['-12345678901234567890', '-12345678901234567890'],
    ['0.1000000000000000055511151231257827', '0.1000000000000000055511151231257827'],
    ['9007199254740993', '9007199254740993'],
    ['1e400', `1${'0'.repeat(400)}`],
    ['1E+2', '100'],
  ])('%s is formatted as %s, directly and by to_string()', (number, text) => {
    expect(keyOf('data.n', `{"n":${number}}`)).toBe(text);
    expect(keyOf("join('', [to_string(data.n), '.json'])", `{"n":${number}}`)).toBe(`${text}.json`);
  });

  it('keeps all digits inside an object or an array, too', () => {
    const data = '{"n":[12345678901234567890,{"m":12345678901234567891}]}';
    expect(keyOf('to_string(data.n)', data)).toBe(
      '[12345678901234567890,{"m":12345678901234567891}]',
    );
    expect(keyOf('data.n[0]', data)).toBe('12345678901234567890');
    expect(keyOf('data.n[-1].m | to_string(@)', data)).toBe('12345678901234567891');
    expect(keyOf('let $id = data.n[0] in to_string($id)', data)).toBe('12345678901234567890');
    expect(keyOf("join(',', map(&to_string(@), [data.n[0]]))", data)).toBe('12345678901234567890');
    expect(keyOf('not_null(data.none, data.n[0])', data)).toBe('12345678901234567890');
    expect(keyOf("data.n[0] || 'none'", data)).toBe('12345678901234567890');
  });

  it('that no double can represent is computed and compared like any other', () => {
    const data = '{"n":12345678901234567890,"m":12345678901234567891,"copy":12345678901234567890}';
    expect(keyOf('type(data.n)', data)).toBe('number');
    expect(keyOf('data.n > `5`', data)).toBe('true');
    expect(keyOf('let $n = data.n in $n > `5`', data)).toBe('true');
    expect(keyOf('data.n == data.copy', data)).toBe('true');
    expect(keyOf('data.n == data.m', data)).toBe('false');
    expect(keyOf('data.n == `12345678901234567890`', data)).toBe('true');
    expect(keyOf('-data.n < `0`', data)).toBe('true');
    expect(keyOf('data.n != data.m', data)).toBe('true');
    expect(keyOf('data.n - data.n', data)).toBe('0');
    expect(keyOf('data.n >= data.copy', data)).toBe('true');
    expect(keyOf('max(data.list) > `5`', `{"list":[1,12345678901234567890]}`)).toBe('true');
    expect(keyOf('abs(data.n) > `5`', data)).toBe('true');
    expect(keyOf('sum([data.n, `1`]) > `5`', data)).toBe('true');
  });

  it.each(['1e1025', '1e-1025', '1e999999999999', '-1e-999999999999'])(
    '%s is too long for a key',
    (number) => {
      expect(keyOf('data.n', `{"n":${number}}`)).toBe(
        'The key template cannot be evaluated for this event: a number has more than 1,024 digits.',
      );
    },
  );

  it('that is not finite is rejected as a key', () => {
    expect(keyOf('`1e308` * `10`')).toContain('a number is not finite');
  });
});

import { describe, expect, test } from 'vitest';
import { decideFilter, filterDocument } from '../../lambdas/filters/filter-match.ts';
import { parseExactly } from '../../lambdas/platform/json/exact-json.ts';
import { isJsonObject } from '../../lambdas/platform/json/json.ts';
import { anEvent } from '../support/builders.ts';

/** Both are JSON text, because JavaScript numbers cannot represent them. */
function matches(filter: string, data: string): boolean | undefined {
  const parsed = parseExactly(`{"data":{"field":${filter}}}`);
  if (!isJsonObject(parsed)) throw new Error('the filter is not an object');
  return decideFilter(parsed, filterDocument(anEvent({ data: `{"field":${data}}` }))).matches;
}

const ID = '820982911946154508';

describe('numbers are compared for equality exactly, regardless of notation', () => {
  test.each([
    ['1.0', '1', true],
    ['1', '1.0', true],
    ['1e3', '1000', true],
    ['1000', '1.000E+3', true],
    ['0.1', '0.10', true],
    ['-0', '0', true],
    ['9007199254740991', '9007199254740992', false],
    ['9007199254740992', '9007199254740993', false],
    ['9007199254740993', '9007199254740992', false],
    [ID, ID, true],
    [ID, '820982911946154500', false],
    [ID, '820982911946154509', false],
    ['820982911946154500', ID, false],
    [ID, `${ID}.0`, true],
    [ID, '8.20982911946154508e17', true],
    [ID, '820982911946154508000e-3', true],
    [ID, `"${ID}"`, false],
    [`"${ID}"`, ID, false],
    [`-${ID}`, ID, false],
    [`-${ID}`, `-${ID}`, true],
    ['12345678901234567890', '12345678901234567890', true],
    ['12345678901234567890', '12345678901234567891', false],
    ['0.1', '0.1000000000000000055511151231257827', false],
    ['0.12345678901234567', '0.12345678901234568', false],
    ['0.12345678901234567', '0.123456789012345670', true],
    ['1e23', '100000000000000000000000', true],
    ['99999999999999999999999', '1e23', false],
    ['0', '1e-400', false],
    ['1e-400', '0.1e-399', true],
    ['1e300', `1${'0'.repeat(300)}`, true],
  ])('%s on %s: %s', (wanted, given, expected) => {
    expect(matches(wanted, given)).toBe(expected);
    expect(matches(wanted, `[1, ${given}]`)).toBe(expected || wanted === '1');
    expect(matches(`{"$eq":${wanted}}`, given)).toBe(expected);
    expect(matches(`{"$neq":${wanted}}`, given)).toBe(!expected);
    expect(matches(`{"$eq":[{"a":${wanted}}]}`, `[{"a":${given}}]`)).toBe(expected);
    expect(matches(`[[${wanted}]]`, `[[${given}]]`)).toBe(expected);
    expect(matches(`{"a":{"b":${wanted}}}`, `{"a":{"b":${given}}}`)).toBe(expected);
    expect(matches(`{"$or":[{"$eq":${wanted}}]}`, `[${given}]`)).toBe(expected);
    expect(matches(`{"$in":["x",${wanted}]}`, given)).toBe(expected);
  });

  test('$nin compares numbers exactly', () => {
    expect(matches(`{"$nin":[${ID}]}`, ID)).toBe(false);
    expect(matches(`{"$nin":[${ID}]}`, '820982911946154509')).toBe(true);
    expect(matches(`{"$nin":[820982911946154500]}`, ID)).toBe(true);
  });
});

describe('numbers are ordered exactly', () => {
  test.each([
    ['820982911946154507', ID],
    ['820982911946154500', ID],
    [ID, '820982911946154509'],
    ['9007199254740992', '9007199254740993'],
    ['-9007199254740993', '-9007199254740992'],
    ['-12345678901234567890', '1'],
    ['0.1', '0.1000000000000000055511151231257827'],
    ['99999999999999999999999', '1e23'],
    ['1e-400', '1e-399'],
    ['0', '1e-400'],
    ['-1e-400', '0'],
    ['1', '1e400'],
    ['1.0', '12345678901234567.5'],
    ['12345678901234567', '12345678901234567.5'],
  ])('%s is less than %s', (less, more) => {
    const orders = (order: string, wanted: string, given: string) =>
      matches(`{"${order}":${wanted}}`, given);
    expect([
      orders('$gt', less, more),
      orders('$gte', less, more),
      orders('$lt', less, more),
      orders('$lte', less, more),
    ]).toEqual([true, true, false, false]);
    if (more === '1e400') return;
    expect([
      orders('$gt', more, less),
      orders('$gte', more, less),
      orders('$lt', more, less),
      orders('$lte', more, less),
      orders('$gte', more, more),
      orders('$gt', more, more),
    ]).toEqual([false, false, true, true, true, false]);
  });
});

describe('a number that a double cannot represent', () => {
  test.each([
    ['{}', ID, false],
    ['{"source":{"$exist":true}}', ID, false],
    ['{"$exist":true}', ID, true],
    [`{"$startsWith":"820"}`, ID, false],
    [`{"$in":"820"}`, ID, false],
    [`{"$gt":"1"}`, ID, false],
    ['null', ID, false],
  ])('is neither an object nor a string: %s on %s: %s', (filter, data, expected) => {
    expect(matches(filter, data)).toBe(expected);
  });
});

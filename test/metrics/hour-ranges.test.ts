import { expect, test } from 'vitest';
import { partsIn } from '../../lambdas/metrics/hour-ranges.ts';

const at = (time: string): number => Date.parse(`2026-11-22T${time}Z`);

test.each([
  ['10:00', '12:00', []],
  ['10:21', '12:00', [['10:21', '11:00']]],
  ['10:00', '12:20', [['12:00', '12:20']]],
  [
    '10:21',
    '12:20',
    [
      ['10:21', '11:00'],
      ['12:00', '12:20'],
    ],
  ],
  ['10:21', '10:40', [['10:21', '10:40']]],
  [
    '10:21',
    '11:20',
    [
      ['10:21', '11:00'],
      ['11:00', '11:20'],
    ],
  ],
] as const)('of %s to %s these lie in no whole hour: %j', (start, end, parts) => {
  expect(partsIn({ start: at(start), end: at(end) })).toEqual(
    parts.map(([from, to]) => ({ start: at(from), end: at(to) })),
  );
});

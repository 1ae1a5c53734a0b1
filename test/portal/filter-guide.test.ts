import { describe, expect, test } from 'vitest';
import { filterErrors } from '../../lambdas/filters/filter.ts';
import { decideFilter } from '../../lambdas/filters/filter-match.ts';
import { COMPARISONS } from '../../lambdas/filters/filter-operators.ts';
import * as filterTexts from '../../portal/texts/en/filter.ts';

const event = { id: 'evt_1', topic: 'users', time: '2026-11-30T08:00:00Z', metadata: {}, data: {} };

/** For each example of the guide, an event that it selects and one that it does not. */
const events: readonly (readonly [object, object])[] = [
  [{ data: { country: 'DE' } }, { data: { country: 'AT' } }],
  [{ data: { country: 'AT' } }, { data: { country: 'FR' } }],
  [{ data: { total: 100 } }, { data: { total: 500 } }],
  [{ data: { tags: ['new', 'urgent'] } }, { data: { tags: ['new'] } }],
  [{ data: { coupon: null } }, { data: {} }],
  [{ metadata: { source: 'shop' } }, { metadata: { source: 'test' } }],
  [{ topic: 'orders' }, { data: { total: 999 } }],
];

describe('an example of the guide to filters', () => {
  test.each(filterTexts.examples.map((example, index) => [...example, events[index]] as const))(
    '%s',
    (_, text, [selected, other] = [{}, {}]) => {
      const filter = JSON.parse(text);
      expect(filterErrors(filter)).toEqual([]);
      expect(decideFilter(filter, { ...event, ...selected })).toMatchObject({ matches: true });
      expect(decideFilter(filter, { ...event, ...other })).toMatchObject({ matches: false });
    },
  );
});

test('the guide names every operator', () => {
  for (const operator of [...Object.keys(COMPARISONS), '$or', '$and', '$not']) {
    expect(filterTexts.operators).toContain(operator);
  }
});

import { own } from '../platform/json/own.ts';
import { Latencies } from './latencies.ts';
import { ATTEMPT_DIMENSIONS, type Count, type Sample, valuesIn } from './metric-types.ts';
import type { Rollup } from './rollup.ts';

/**
 * A rollup as an item: what it is of, one attribute for every minute of the hour in which something
 * happened, `m00` to `m59`, their `total`, and how long stores took. With all sixty an item is less
 * than 1 KB as a rule, so that an addition is one write unit.
 */
export const attributesOf = ({
  hour,
  values,
  tenant_incarnation,
  destinationIds,
  minutes,
  latencies,
}: Rollup) => ({
  facts: {
    hour,
    ...values,
    ...(tenant_incarnation !== undefined && { tenant_incarnation }),
    ...(destinationIds && { destination_ids: destinationIds }),
  },
  counts: {
    ...Object.fromEntries([...minutes].map(([minute, count]) => [nameOf(minute), count])),
    total: [...minutes.values()].reduce((sum, count) => sum + count, 0),
    ...latencies?.attributes(),
  },
});

/** The attributes of an item but for its minutes and latencies, which are most of them. */
export const WITHOUT_MINUTES = [
  ...ATTEMPT_DIMENSIONS,
  'destination_ids',
  'hour',
  'total',
  'expires_at',
];

/**
 * What an item counts; of an hour, with the latencies that were read of it.
 *
 * @param byMinute whether the minutes of its hour count, or its total
 */
export function sampleIn(item: Readonly<Record<string, unknown>>, byMinute: boolean): Sample {
  const hour = Date.parse(`${item.hour}:00Z`);
  return {
    values: valuesIn(item),
    destinationIds: Array.isArray(item.destination_ids) ? item.destination_ids : undefined,
    counts: byMinute
      ? minutesIn(item, hour)
      : [{ time: hour, count: Number(item.total), latencies: Latencies.in(item) }],
  };
}

const MINUTE_MS = 60_000;

function* minutesIn(
  item: Readonly<Record<string, unknown>>,
  hour: number,
): Generator<Count, void, undefined> {
  for (let minute = 0; minute < 60; minute += 1) {
    const count = own(item, nameOf(minute));
    if (count !== undefined) yield { time: hour + minute * MINUTE_MS, count: Number(count) };
  }
}

const nameOf = (minute: number): string => `m${String(minute).padStart(2, '0')}`;

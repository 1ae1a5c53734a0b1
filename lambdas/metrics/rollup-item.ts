import { own } from '../platform/json/own.ts';
import { Latencies } from './latencies.ts';
import { ATTEMPT_DIMENSIONS, type Count, type Sample, valuesIn } from './metric-types.ts';
import type { Rollup } from './rollup.ts';

/**
 * A rollup's item attributes: its dimension values, one count per minute of the hour with activity (`m00`
 * to `m59`), their `total`, and endpoint latencies. With all sixty minutes an item is usually less than
 * 1 KB, so an update costs one write unit.
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

/** The attributes of an item except its minutes and latencies, which are most of them. */
export const WITHOUT_MINUTES = [
  ...ATTEMPT_DIMENSIONS,
  'destination_ids',
  'hour',
  'total',
  'expires_at',
];

/**
 * The sample in an item. The sample of a full hour includes the latencies that were read.
 *
 * @param byMinute whether to read counts per minute instead of the total
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

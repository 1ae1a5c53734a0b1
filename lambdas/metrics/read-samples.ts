import * as z from 'zod';
import { isOfCurrentTenant } from '../platform/dynamodb/incarnation.ts';
import type { Reading, TimelineRow } from '../platform/dynamodb/timeline.dynamo.ts';
import { boundRange, WHOLE_RANGE } from '../platform/dynamodb/timeline.ts';
import type { Rows } from '../platform/http/pagination.ts';
import { countedNumber, isOfPlatform, platformCode } from './counted-values.ts';
import type { DropExpiredRows } from './drop-expired-rows.dynamo.ts';
import { Latencies } from './latencies.ts';
import {
  type Kind,
  measuresLatency,
  parseValues,
  type Sample,
  type Take,
  type Values,
} from './measures.ts';
import type { Filters, MetricsQuery } from './metrics-query.ts';
import { rollupQueries } from './rollup-queries.ts';
import type { RollupStore } from './rollup-store.dynamo.ts';
import { splitAtHours, type TimeRange } from './time-ranges.ts';

/**
 * The most rollups read for one request. Reading them takes some of the 29 seconds a request has.
 * Reading by minute takes several times as long.
 */
const MAX_ROLLUPS = { byHour: 100_000, byMinute: 25_000 };

/** The most events or attempts read for one request, as for a page of a list. */
const MAX_ROWS = 20_000;

/** The topics of a batch, each with its number of events. */
const TopicCounts = z.array(z.tuple([z.string(), z.int()]));

/** Lists rows of a timeline: at least those that match the filters. */
export type ListRows = (filters: Filters, reading: Reading) => Promise<Rows<TimelineRow>>;

/** Sources of samples. */
export interface SampleDeps {
  readonly rollups: RollupStore;
  /** Rows of the event store. */
  readonly rows: Readonly<Record<Kind, ListRows>>;
  /** Omits expired rows. */
  readonly dropExpired: DropExpiredRows;
}

/**
 * Passes all samples that may match a query to `take`. Samples come from rollups or, for buckets shorter
 * than a rollup's resolution, from rows of the event store. Rollups have a resolution of one minute for
 * counts and one hour for latencies. Latencies of partial hours come from the event store, too.
 *
 * @returns false when a read limit was reached or `take` returned false
 * @throws MetricsQueryError when the range has too many days
 */
export async function readSamples(
  deps: SampleDeps,
  query: MetricsQuery,
  take: Take,
): Promise<boolean> {
  const { granularity, measures, range } = query;
  const unit = granularity?.unit;
  const withLatencies = measuresLatency(measures);
  if (unit === 's' || (unit === 'm' && withLatencies)) return readRows(deps, query, range, take);
  const max = unit === 'm' ? MAX_ROLLUPS.byMinute : MAX_ROLLUPS.byHour;
  const readRollups = await deps.rollups.read(rollupQueries(query), max, take);
  if (!withLatencies) return readRollups;
  const takeLatencies: Take = (sample) => take(onlyLatencies(sample));
  const readParts = await Promise.all(
    splitAtHours(range).map((part) => readRows(deps, query, part, takeLatencies)),
  );
  return readRollups && readParts.every((isComplete) => isComplete);
}

/** A sample with its latencies and counts of 0: the rollups have counted its attempts. */
const onlyLatencies = (sample: Sample): Sample => ({
  ...sample,
  counts: [...sample.counts].map((count) => ({ ...count, count: 0 })),
});

async function readRows(
  { rows: lists, dropExpired }: SampleDeps,
  query: MetricsQuery,
  range: TimeRange,
  take: Take,
): Promise<boolean> {
  const { kind, filters, currentTenants } = query;
  const instant = (time: number) => new Date(time).toISOString();
  const { rows, more } = await lists[kind](filters, {
    ...boundRange(boundRange(WHOLE_RANGE, 'gte', instant(range.start)), 'lt', instant(range.end)),
    descending: false,
    limit: MAX_ROWS,
    wanted: currentTenants ? isOfCurrentTenant(currentTenants) : () => true,
  });
  const takeCounted: Take = ({ values, ...sample }) =>
    take({ ...sample, values: countedValues(values, isOfPlatform(query)) });
  return (await dropExpired(rows)).every((row) => toSamples(row).every(takeCounted)) && !more;
}

/** The dimension values of a row, as rollups count them. */
const countedValues = (
  { code, attempt_number, ...values }: Values,
  ofPlatform: boolean,
): Values => ({
  ...values,
  ...(code !== undefined && { code: ofPlatform ? platformCode(code) : code }),
  ...(attempt_number !== undefined && { attempt_number: countedNumber(Number(attempt_number)) }),
});

/** The samples of a row. The events of a delivered batch count under their topics, as in rollups. */
const toSamples = (row: TimelineRow): Sample[] => {
  const sample = toSample(row);
  const topics = TopicCounts.safeParse(row.topics).data;
  if (topics === undefined || row.status !== 'success') return [sample];
  return [
    withMoreEvents(sample, '', 1, -1),
    ...topics.map(([topic, events]) => withMoreEvents(sample, topic, 0, events)),
  ];
};

const withMoreEvents = (
  { counts, values, ...sample }: Sample,
  topic: string,
  count: number,
  moreEvents: number,
): Sample => ({
  ...sample,
  values: { ...values, topic },
  counts: [...counts].map(({ latencies, ...one }) => ({
    ...one,
    count,
    moreEvents,
    ...(count > 0 && { latencies }),
  })),
});

const toSample = (row: TimelineRow): Sample => ({
  values: parseValues(row),
  destinationIds: Array.isArray(row.destination_ids) ? row.destination_ids : undefined,
  counts: [
    {
      time: Date.parse(row.position.split('#', 1)[0] ?? ''),
      count: 1,
      latencies: typeof row.latency_ms === 'number' ? Latencies.of(row.latency_ms) : undefined,
    },
  ],
});

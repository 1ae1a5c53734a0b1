import {
  addTo,
  type Count,
  type Dimension,
  measured,
  noTotals,
  type Sample,
  type Totals,
  type Values,
} from './measures.ts';
import { type MetricsPoint, ROW_LIMIT } from './metrics-body.ts';
import type { Filters, MetricsQuery } from './metrics-query.ts';
import { bucketEnd, bucketStart, listBuckets } from './time-ranges.ts';

/** Totals for one combination of dimension values, by bucket start. */
interface Group {
  readonly values: Values;
  readonly buckets: Map<number, Totals>;
}

/** Aggregates samples into a query's data points. */
export class Aggregation {
  readonly #query: MetricsQuery;
  readonly #groups = new Map<string, Group>();
  #points = 0;

  constructor(query: MetricsQuery) {
    this.#query = query;
  }

  /**
   * Adds a sample, if it matches the query. Returns false when that would exceed the limit of data points.
   */
  take(sample: Sample): boolean {
    const { start, end } = this.#query.range;
    const variants = matchDimensions(sample, this.#query);
    if (variants.length === 0) return true;
    const counts = [...sample.counts].filter(({ time }) => time >= start && time < end);
    return counts.length === 0 || variants.every((values) => this.#add(values, counts));
  }

  /**
   * Yields the data points, group by group, each in order of time. With a granularity, every group has a
   * data point for every bucket of the range, zero where nothing occurred. Without dimensions there is
   * always one group. As in Outpost.
   */
  *points(): Generator<MetricsPoint, void, undefined> {
    const { range, granularity, dimensions } = this.#query;
    if (granularity && dimensions.length === 0) this.#getGroup({});
    const groups = [...this.#groups.values()].sort((a, b) => this.#compare(a.values, b.values));
    for (const group of groups) {
      const buckets = granularity ? listBuckets(range, granularity) : [range.start];
      for (const bucket of buckets) yield this.#toPoint(group, bucket);
    }
  }

  #toPoint({ values, buckets }: Group, bucket: number): MetricsPoint {
    const { range, granularity, dimensions, measures } = this.#query;
    const end = granularity ? bucketEnd(bucket, granularity) : range.end;
    const dimensionEntries = dimensions.map((name) => [name, values[name] ?? '']);
    return {
      ...(granularity && { time_bucket: new Date(bucket).toISOString().replace('.000', '') }),
      dimensions: Object.fromEntries(dimensionEntries),
      metrics: measured(measures, buckets.get(bucket) ?? noTotals(), (end - bucket) / 1_000),
    };
  }

  #add(values: Values, counts: readonly Count[]): boolean {
    const group = this.#getGroup(values);
    return counts.every((count) => {
      const totals = this.#findTotals(group, count.time);
      if (totals) addTo(totals, values, count);
      return totals !== undefined;
    });
  }

  #findTotals({ buckets }: Group, time: number): Totals | undefined {
    const { range, granularity } = this.#query;
    const bucket = granularity ? bucketStart(time, granularity) : range.start;
    const existing = buckets.get(bucket);
    if (existing || this.#points === ROW_LIMIT) return existing;
    this.#points += 1;
    const totals = noTotals();
    buckets.set(bucket, totals);
    return totals;
  }

  #getGroup(values: Values): Group {
    const name = JSON.stringify(this.#query.dimensions.map((dimension) => values[dimension] ?? ''));
    const existing = this.#groups.get(name);
    if (existing) return existing;
    const group = { values, buckets: new Map() };
    this.#groups.set(name, group);
    return group;
  }

  #compare(a: Values, b: Values): number {
    const differing = this.#query.dimensions.find((name) => a[name] !== b[name]);
    if (differing === undefined) return 0;
    const [one = '', other = ''] = [a[differing], b[differing]];
    return differing === 'attempt_number' ? Number(one) - Number(other) : one < other ? -1 : 1;
  }
}

/**
 * The dimension values under which a sample is counted; none when the filters exclude it. An event with
 * several destinations counts once for each when grouped by `destination_id`, and once otherwise.
 */
function matchDimensions(
  { values, destinationIds }: Sample,
  { filters, dimensions }: Pick<MetricsQuery, 'filters' | 'dimensions'>,
): readonly Values[] {
  const isWanted = [...filters.keys()].every(
    (name) => (name === 'destination_id' && destinationIds) || allows(filters, name, values[name]),
  );
  if (!isWanted) return [];
  if (!destinationIds) return [values];
  const requestedIds = destinationIds.filter((id) => allows(filters, 'destination_id', id));
  if (!dimensions.includes('destination_id')) return requestedIds.length > 0 ? [values] : [];
  return requestedIds.map((destination_id) => ({ ...values, destination_id }));
}

const allows = (filters: Filters, name: Dimension, value = ''): boolean =>
  filters.get(name)?.includes(value) ?? true;

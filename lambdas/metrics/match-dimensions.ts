import type { Dimension, Sample, Values } from './metric-types.ts';
import type { Filters, MetricsQuery } from './metrics-query.ts';

/**
 * The dimension values under which a sample is counted; none when the filters exclude it. An event with
 * several destinations counts once for each when grouped by `destination_id`, and once otherwise.
 */
export function matchDimensions(
  { values, destinationIds }: Sample,
  { filters, dimensions }: Pick<MetricsQuery, 'filters' | 'dimensions'>,
): readonly Values[] {
  const isWanted = [...filters.keys()].every(
    (name) => (name === 'destination_id' && destinationIds) || allows(filters, name, values[name]),
  );
  if (!isWanted) return [];
  if (!destinationIds) return [values];
  const wanted = destinationIds.filter((id) => allows(filters, 'destination_id', id));
  if (!dimensions.includes('destination_id')) return wanted.length > 0 ? [values] : [];
  return wanted.map((destination_id) => ({ ...values, destination_id }));
}

const allows = (filters: Filters, name: Dimension, value = ''): boolean =>
  filters.get(name)?.includes(value) ?? true;

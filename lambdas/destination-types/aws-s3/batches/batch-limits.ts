import type { Placement } from '../../batching.ts';
import type { Settings } from '../../destination-type.ts';

/** The range of one limit of a batch, and its default. */
export interface LimitRange {
  readonly min: number;
  readonly max: number;
  readonly defaultValue: number;
}

/** The limits of batches, by the fields of a config. */
export const LIMIT_RANGES = {
  batch_max_events: { min: 1, max: 50_000, defaultValue: 10_000 },
  batch_max_bytes: { min: 65_536, max: 67_108_864, defaultValue: 33_554_432 },
  batch_max_seconds: { min: 60, max: 86_400, defaultValue: 900 },
} as const satisfies Readonly<Record<string, LimitRange>>;

/** Returns when a batch of a destination is closed. */
export const batchLimits = (config: Settings): Placement['limits'] => ({
  events: limitIn(config, 'batch_max_events'),
  bytes: limitIn(config, 'batch_max_bytes'),
  seconds: limitIn(config, 'batch_max_seconds'),
});

const limitIn = (config: Settings, field: keyof typeof LIMIT_RANGES): number =>
  Number(config[field] || LIMIT_RANGES[field].defaultValue);

import { DEFAULT_BATCH_LIMITS, type Placement } from '../../batching.ts';
import type { Settings } from '../../destination-type.ts';

/** The range of one limit of a batch, and its default. */
export interface LimitRange {
  readonly min: number;
  readonly max: number;
  readonly defaultValue: number;
}

/** The limits of batches, by the fields of a config. */
export const LIMIT_RANGES = {
  batch_max_events: { min: 1, max: 50_000, defaultValue: DEFAULT_BATCH_LIMITS.events },
  batch_max_bytes: { min: 65_536, max: 67_108_864, defaultValue: DEFAULT_BATCH_LIMITS.bytes },
  batch_max_seconds: { min: 60, max: 86_400, defaultValue: DEFAULT_BATCH_LIMITS.seconds },
} as const satisfies Readonly<Record<string, LimitRange>>;

/** Returns when a batch of a destination is closed. */
export const batchLimits = (config: Settings): Placement['limits'] => ({
  events: limitIn(config, 'batch_max_events'),
  bytes: limitIn(config, 'batch_max_bytes'),
  seconds: limitIn(config, 'batch_max_seconds'),
});

const limitIn = (config: Settings, field: keyof typeof LIMIT_RANGES): number =>
  Number(config[field] || LIMIT_RANGES[field].defaultValue);

import type { Destination } from './destination.ts';

type Attributes = readonly (keyof Destination)[];

/**
 * The attributes of a destination that the deliverer writes or tests in conditions: failure counters,
 * slow-down, block and unblock. The deliverer's role permits these attributes and no others.
 */
export const HEALTH: Attributes = [
  'alerted',
  'alerting_until',
  'blocked',
  'deleted_at',
  'disabled_at',
  'exhausted_until',
  'failing_since',
  'failures',
  'incarnation',
  'last_block',
  'recovered_at',
  'rejections',
  'revision',
  'slow_until',
  'version',
];

/** The same for the verifier, which also ends a block and emits the recovery event. */
export const VERIFIED: Attributes = [
  'alerted',
  'alerting_until',
  'blocked',
  'deleted_at',
  'failing_since',
  'failures',
  'incarnation',
  'last_block',
  'recovered_at',
  'rejections',
  'verification',
  'version',
];

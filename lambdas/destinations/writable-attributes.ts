import type { Destination } from './destination.ts';

type Attributes = readonly (keyof Destination)[];

/**
 * The attributes of a destination that the deliverer writes or tests in conditions: failure counters,
 * slow-down, block and unblock. The deliverer's role permits these attributes and no others.
 */
export const DELIVERER_ATTRIBUTES: Attributes = [
  'alert_lock_until',
  'blocked',
  'consecutive_failures',
  'consecutive_rejections',
  'deleted_at',
  'disabled_at',
  'exhausted_alert_suppressed_until',
  'failing_since',
  'incarnation',
  'last_alert_level',
  'last_block',
  'recovered_at',
  'revision',
  'slow_until',
  'version',
];

/** The same for the verifier, which also ends a block and emits the recovery event. */
export const VERIFIER_ATTRIBUTES: Attributes = [
  'access_proof',
  'alert_lock_until',
  'blocked',
  'consecutive_failures',
  'consecutive_rejections',
  'deleted_at',
  'failing_since',
  'incarnation',
  'last_alert_level',
  'last_block',
  'recovered_at',
  'verification',
  'version',
];

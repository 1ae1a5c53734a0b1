import type { Destination } from './destination.ts';

type Attributes = readonly (keyof Destination)[];

/**
 * What delivering notes of a destination, and looks at to do so: by the expressions of `Failures`, of
 * the slow down, and of blocking and unblocking. Its role permits these attributes and no others.
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

/** The same of verifying, which also ends a block, and tells of it. */
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

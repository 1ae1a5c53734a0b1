import type { Placement, Settings, WritableEvent } from '../../destination-type.ts';
import { eventTime } from '../event-time.ts';

/** The limits of a batch, unless the config has others. */
const USUAL = { events: 10_000, bytes: 33_554_432, seconds: 900 } as const;

/** Returns where a destination that receives batches collects an event. */
export const placementOf = (event: WritableEvent, config: Settings): Placement => ({
  partition: `date=${eventTime(event.time).date}/`,
  limits: {
    events: Number(config.batch_max_events ?? USUAL.events),
    bytes: Number(config.batch_max_bytes ?? USUAL.bytes),
    seconds: Number(config.batch_max_seconds ?? USUAL.seconds),
  },
  steps: 0,
});

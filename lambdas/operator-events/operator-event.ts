import { createHash } from 'node:crypto';
import { z } from 'zod';
import { TOPICS } from './topics.ts';

/** An operator event in Outpost's envelope. The dispatcher adds the deployment id. */
export const OperatorEvent = z.object({
  /** Stable across re-emissions of the same event: `ope_` and 32 hexadecimal digits. */
  id: z.string(),
  topic: z.enum(TOPICS),
  /** RFC 3339, in UTC. */
  time: z.string(),
  tenant_id: z.string(),
  data: z.record(z.string(), z.unknown()),
});
export type OperatorEvent = z.output<typeof OperatorEvent>;

/** 128 bits, which makes collisions negligible. */
const DIGITS = 32;

/** @param of the subject and its occurrence. The id is a hash of the topic, the tenant and `of`. */
export const operatorEvent = (
  event: Omit<OperatorEvent, 'id'>,
  of: readonly (string | number)[],
): OperatorEvent => {
  const name = JSON.stringify([event.topic, event.tenant_id, ...of]);
  const digits = createHash('sha256').update(name).digest('hex').slice(0, DIGITS);
  return { id: `ope_${digits}`, ...event };
};

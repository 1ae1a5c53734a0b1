import { createHash } from 'node:crypto';
import { z } from 'zod';
import { TOPICS } from './topics.ts';

/** What operators are told, in Outpost's envelope; the deployment's id is put in where it leaves. */
export const OperatorEvent = z.object({
  /** The same whenever the same is told again: `ope_` and 32 hexadecimal digits. */
  id: z.string(),
  topic: z.enum(TOPICS),
  /** RFC 3339, in UTC. */
  time: z.string(),
  tenant_id: z.string(),
  data: z.record(z.string(), z.unknown()),
});
export type OperatorEvent = z.output<typeof OperatorEvent>;

/** 128 bits: enough to tell apart all there will ever be. */
const DIGITS = 32;

/** @param of what this happened to, and which time: with topic and tenant, all its id is made of */
export const operatorEvent = (
  event: Omit<OperatorEvent, 'id'>,
  of: readonly (string | number)[],
): OperatorEvent => {
  const name = JSON.stringify([event.topic, event.tenant_id, ...of]);
  const digits = createHash('sha256').update(name).digest('hex').slice(0, DIGITS);
  return { id: `ope_${digits}`, ...event };
};

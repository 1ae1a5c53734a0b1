import * as z from 'zod';
import type { Kind } from '../template/read-resources.ts';

/** EventBridge's rate syntax: `rate(1 minute)`, `rate(5 minutes)`. */
const RATE = /^rate\((\d+) (minute|hour|day)s?\)$/;

const SECONDS = { minute: 60, hour: 3_600, day: 86_400 } as const;

const Unit = z.enum(['minute', 'hour', 'day']);

const Rate = z
  .string()
  .regex(RATE, 'the local stack supports only schedules such as rate(1 minute)')
  .transform((text) => {
    const [, count, unit] = RATE.exec(text) ?? [];
    return Number(count) * SECONDS[Unit.parse(unit)];
  });

const Properties = z.strictObject({
  ScheduleExpression: Rate,
  State: z.enum(['ENABLED', 'DISABLED']).default('ENABLED'),
  Targets: z.array(z.strictObject({ Id: z.string(), Arn: z.string() })).default([]),
});

export type RuleProperties = z.infer<typeof Properties>;

/**
 * EventBridge rules that invoke functions on a schedule; `ScheduleExpression` is parsed into
 * seconds.
 */
export const RULES: Kind<typeof Properties> = {
  types: ['AWS::Events::Rule'],
  properties: Properties,
  ignored: ['Description', 'Name'],
};

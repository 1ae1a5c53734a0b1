import { expect, test } from 'vitest';
import { RULES } from '../../local/schedules/rules.ts';

const secondsOf = (ScheduleExpression: string) =>
  RULES.properties.safeParse({ ScheduleExpression, Targets: [] }).data?.ScheduleExpression;

test.each([
  ['rate(1 minute)', 60],
  ['rate(5 minutes)', 300],
  ['rate(1 hour)', 3_600],
  ['rate(2 days)', 172_800],
  ['cron(0 12 * * ? *)', undefined],
  ['rate(1 fortnight)', undefined],
])('the local stack parses %s as %j seconds', (expression, seconds) => {
  expect(secondsOf(expression)).toBe(seconds);
});

import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { FindFunction } from '../functions/functions.ts';
import type { Log } from '../log.ts';
import { ACCOUNT, REGION } from '../template/names.ts';
import type { Found } from '../template/read-resources.ts';
import type { RuleProperties } from './rules.ts';

/** Invokes functions on the schedules of the rules. */
export const startSchedules = (
  rules: readonly Found<RuleProperties>[],
  find: FindFunction,
  { opened, log, seconds }: { opened: AsyncDisposableStack; log: Log; seconds: number | undefined },
): void => {
  const stopping = new AbortController();
  opened.defer(() => stopping.abort());
  for (const { name, properties } of rules.filter(isEnabled)) {
    const every = seconds ?? properties.ScheduleExpression;
    for (const { Arn } of properties.Targets) {
      const { fn, pool } = find(Arn);
      const call = () => pool.invoke(scheduledEvent(name));
      invokeRepeatedly(call, every * 1_000, stopping.signal, (error) => log(fn.title, error));
    }
  }
};

const isEnabled = ({ properties }: Found<RuleProperties>): boolean =>
  properties.State === 'ENABLED';

/** A failed run is not retried before the next; EventBridge would retry it sooner. */
const invokeRepeatedly = async (
  call: () => Promise<unknown>,
  everyMs: number,
  signal: AbortSignal,
  logFailure: (error: string) => void,
): Promise<void> => {
  while (!signal.aborted) {
    // Rejects when the local stack stops.
    await sleep(everyMs, undefined, { signal }).catch(() => undefined);
    if (signal.aborted) return;
    await call().catch((error) => {
      if (!signal.aborted) logFailure(`scheduled run failed: ${error}`);
    });
  }
};

const scheduledEvent = (rule: string) => ({
  version: '0',
  id: randomUUID(),
  'detail-type': 'Scheduled Event',
  source: 'aws.events',
  account: ACCOUNT,
  time: new Date().toISOString(),
  region: REGION,
  resources: [`arn:aws:events:${REGION}:${ACCOUNT}:rule/${rule}`],
  detail: {},
});

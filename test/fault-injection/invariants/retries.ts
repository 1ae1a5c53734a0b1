import type { Scenario } from '../scenario.ts';
import type { Snapshot } from '../snapshot.ts';
import { attemptsOf } from './deliveries.ts';

type Jobs = Snapshot['retries'];

/**
 * Violated invariants of a bulk retry at the end of a scenario, one sentence each. A caller without
 * a response repeats the request, so there may be several equivalent jobs.
 */
export function retryViolations(snapshot: Snapshot, { expected, retry }: Scenario): string[] {
  const jobs = snapshot.retries;
  if (retry === undefined) return jobs.map(({ id }) => `${id} was not requested`);
  const handmade = expected.map((one) => ({
    event_id: one.event_id,
    count: attemptsOf(snapshot, one).filter(({ manual }) => manual).length,
  }));
  return [
    ...(jobs.length === 0 ? ['there is no bulk retry'] : []),
    ...jobs
      .filter(({ status }) => status !== retry.ends && status !== 'completed')
      .map(({ id, status }) => `${id} ends as ${status}`),
    ...handmade
      .filter(({ count }) => count > jobs.length)
      .map(({ event_id, count }) => `${event_id} was tried again ${count} times`),
    ...(retry.ends === 'cancelled' ? [] : untried(handmade)),
    ...countViolations(
      jobs,
      handmade.reduce((sum, { count }) => sum + count, 0),
    ),
  ];
}

const untried = (
  handmade: readonly { readonly event_id: string; readonly count: number }[],
): string[] =>
  handmade.flatMap(({ event_id, count }) => (count > 0 ? [] : [`${event_id} was not tried again`]));

/**
 * Every delivery that a job counted is retried, and every retried delivery was counted by a job.
 */
function countViolations(jobs: Jobs, tried: number): string[] {
  const counts = jobs.map(({ queued }) => queued);
  const max = Math.max(0, ...counts);
  const sum = counts.reduce((all, one) => all + one, 0);
  return max <= tried && tried <= sum ? [] : [`${counts} are counted, and ${tried} tried again`];
}

/** Wrong counts of a bulk retry after a run without faults. */
export const inexactRetries = ({ retries }: Snapshot, { expected, retry }: Scenario): string[] =>
  retries.flatMap(({ status, queued, skipped }) => {
    const passed = Object.values(skipped).reduce((sum, one) => sum + one, 0);
    if (status !== retry?.ends) return [`the bulk retry ends as ${status}`];
    const isHalf = status === 'cancelled';
    const isRight = isHalf
      ? queued > 0 && queued < expected.length
      : queued === expected.length && passed === retry.skipped;
    return isRight ? [] : [`${queued} are counted as queued, and ${passed} as skipped`];
  });

import type { MetricsBody } from '../../lambdas/metrics/metrics-body.ts';
import type { BulkRetryBody } from '../../lambdas/retries/retries.operations.ts';
import { ErrorBox } from '../components/notice.tsx';
import { Time } from '../components/time.tsx';
import { useCan } from '../portal-context.ts';
import * as bulkTexts from '../texts/en/bulk.ts';
import { useAction, useCall } from '../use-call.ts';

export const isActive = ({ status }: BulkRetryBody): boolean =>
  status === 'queued' || status === 'running';

interface BulkRetryProgressProps {
  readonly job: BulkRetryBody;
  readonly onCancelled: () => void;
}

export const BulkRetryProgress = ({ job, onCancelled }: BulkRetryProgressProps) => {
  const total = useTotal(job);
  const cancel = useAction(async (api) => {
    await api.call('POST', `/retries/${job.id}/cancel`);
    onCancelled();
  });
  const canCancel = useCan('retry') && isActive(job);
  const { progress, status, filter } = job;
  return (
    <div class="panel stack">
      <p role="status">
        <strong>{bulkTexts.statuses[status]}</strong>:{' '}
        {bulkTexts.counts(progress.queued, progress.skipped)}
      </p>
      {isActive(job) && (
        <progress
          aria-label={bulkTexts.progress}
          max={total}
          value={total === undefined ? undefined : Math.min(progress.scanned, total)}
        />
      )}
      <Skipped reasons={progress.skipped_by_reason} />
      {filter.time.gte && (
        <p class="soft">
          {bulkTexts.range}: <Time value={filter.time.gte} />
          {filter.time.lte && (
            <>
              {' – '}
              <Time value={filter.time.lte} />
            </>
          )}
        </p>
      )}
      <ErrorBox error={cancel.error} title={bulkTexts.cancelFailed} />
      {canCancel && (
        <button type="button" aria-disabled={cancel.isRunning} onClick={() => cancel.run()}>
          {bulkTexts.cancel}
        </button>
      )}
    </div>
  );
};

type Reasons = BulkRetryBody['progress']['skipped_by_reason'];

const REASONS = Object.keys(bulkTexts.skipped) as (keyof typeof bulkTexts.skipped)[];

const Skipped = ({ reasons }: { readonly reasons: Reasons }) => {
  const shown = REASONS.filter((reason) => reasons[reason] > 0);
  return shown.length === 0 ? null : (
    <ul>
      {shown.map((reason) => (
        <li key={reason}>{bulkTexts.skipped[reason](reasons[reason])}</li>
      ))}
    </ul>
  );
};

/** The number of attempts that the job has to read: all attempts of its time range. */
const useTotal = ({ filter: { destination_id, time }, created_at }: BulkRetryBody) => {
  const start = time.gte;
  const { data } = useCall(
    start === undefined
      ? undefined
      : (api, signal) =>
          api.call<MetricsBody>('GET', '/metrics/attempts', {
            query: {
              'time[start]': start,
              'time[end]': time.lte ?? created_at,
              measures: 'count',
              'filters[destination_id]': destination_id,
            },
            signal,
          }),
    [],
  );
  return data?.data[0]?.metrics.count ?? undefined;
};

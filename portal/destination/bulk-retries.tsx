import { useRef, useState } from 'preact/hooks';
import type { BulkRetryBody } from '../../lambdas/retries/retries.operations.ts';
import { Loading } from '../components/loading.tsx';
import type { PageOf } from '../data/pages.ts';
import { useCan } from '../portal-context.ts';
import * as bulkTexts from '../texts/en/bulk.ts';
import { useCall } from '../use-call.ts';
import { BulkRetryForm } from './bulk-retry-form.tsx';
import { BulkRetryProgress, isActive } from './bulk-retry-progress.tsx';

const POLL_SECONDS = 2;

interface BulkRetriesProps {
  readonly destinationId: string;
  /** Called while deliveries are retried. */
  readonly onChange: () => void;
}

/** Starts bulk retries to a destination. Shows those in progress, and those that this viewer has started. */
export const BulkRetries = ({ destinationId, onChange }: BulkRetriesProps) => {
  const [isOpen, setIsOpen] = useState(false);
  const [started, setStarted] = useState<readonly string[]>([]);
  const [isPolling, setIsPolling] = useState(false);
  const wasActive = useRef(false);
  const call = useCall(
    async (api, signal) => {
      const { models } = await api.call<PageOf<BulkRetryBody>>('GET', '/retries', { signal });
      const jobs = models.filter(
        (job) =>
          job.filter.destination_id === destinationId &&
          (isActive(job) || started.includes(job.id)),
      );
      const isAnyActive = jobs.some(isActive);
      if (isAnyActive || wasActive.current) onChange();
      wasActive.current = isAnyActive;
      setIsPolling(isAnyActive);
      return jobs;
    },
    [destinationId, started],
    isPolling ? POLL_SECONDS : undefined,
  );
  const canRetry = useCan('retry');
  return (
    <div class="stack bulk">
      {canRetry && (
        <button type="button" onClick={() => setIsOpen(true)}>
          {bulkTexts.open}
        </button>
      )}
      {isOpen && (
        <BulkRetryForm
          destinationId={destinationId}
          onClose={() => setIsOpen(false)}
          onStarted={(id) => {
            setStarted([...started, id]);
            setIsPolling(true);
          }}
        />
      )}
      <Loading call={call}>
        {(jobs) =>
          jobs.map((job) => <BulkRetryProgress key={job.id} job={job} onCancelled={call.reload} />)
        }
      </Loading>
    </div>
  );
};

import { useState } from 'preact/hooks';
import type { BulkRetryBody } from '../../lambdas/retries/retries.operations.ts';
import { Dialog } from '../components/dialog.tsx';
import { TextFilter, TimeRangeFilter } from '../components/filter-fields.tsx';
import { type FilterValues, valuesIn } from '../components/filter-form.tsx';
import { ErrorBox } from '../components/notice.tsx';
import { usePortal } from '../portal-context.ts';
import * as bulkTexts from '../texts/en/bulk.ts';
import * as historyTexts from '../texts/en/history.ts';
import { useAction } from '../use-call.ts';

const DAY_MS = 86_400_000;

interface BulkRetryFormProps {
  readonly destinationId: string;
  readonly onClose: () => void;
  readonly onStarted: (id: string) => void;
}

/** Asks which failed deliveries to retry, and starts. */
export const BulkRetryForm = ({ destinationId, onClose, onStarted }: BulkRetryFormProps) => {
  const { zone } = usePortal();
  const [yesterday] = useState(() => new Date(Date.now() - DAY_MS).toISOString());
  const start = useAction(async (api, { from, to, ...only }: FilterValues) => {
    const body = { destination_id: destinationId, time: { gte: from, lte: to }, ...only };
    const { id } = await api.call<BulkRetryBody>('POST', '/retries', { body });
    onStarted(id);
    onClose();
  });
  return (
    <Dialog
      title={bulkTexts.title}
      onClose={onClose}
      actions={
        <button type="submit" form="retry-many" class="primary" aria-disabled={start.isRunning}>
          {bulkTexts.start}
        </button>
      }
    >
      <form
        id="retry-many"
        onSubmit={(event) => {
          event.preventDefault();
          start.run(valuesIn(event.currentTarget, zone));
        }}
      >
        <p>{bulkTexts.text}</p>
        <ErrorBox error={start.error} title={bulkTexts.failed} />
        <TimeRangeFilter from={yesterday} to={undefined} isFromRequired />
        <TextFilter name="topic" label={historyTexts.topic} />
        <TextFilter name="code" label={bulkTexts.code} />
      </form>
    </Dialog>
  );
};

import { useState } from 'preact/hooks';
import type { ParkedBody } from '../../lambdas/parking/parked.operations.ts';
import { nameOf, RetryButton } from '../attempts/retry-button.tsx';
import { useRetry } from '../attempts/use-retry.ts';
import { Dialog } from '../components/dialog.tsx';
import { EventLink } from '../components/event-link.tsx';
import { ErrorBox } from '../components/notice.tsx';
import { type Column, Table } from '../components/table.tsx';
import { Time } from '../components/time.tsx';
import { Topic } from '../components/topic.tsx';
import { isBatchId } from '../data/attempt.ts';
import { destinationPath } from '../data/destination-path.ts';
import { useCan, usePortal } from '../portal-context.ts';
import * as history from '../texts/en/history.ts';
import * as words from '../texts/en/parked.ts';
import { useAction } from '../use-call.ts';

const facts: readonly Column<ParkedBody>[] = [
  {
    head: history.event,
    isRowHead: true,
    cell: ({ event_id }) => <EventLink id={event_id} />,
  },
  {
    head: history.topic,
    cell: ({ event_id, topic }) => (isBatchId(event_id) ? history.none : <Topic topic={topic} />),
  },
  { head: words.eventTime, cell: ({ event_time }) => <Time value={event_time} /> },
  { head: words.reason, cell: ({ reason }) => words.reasons[reason] },
  {
    head: words.until,
    cell: ({ reason, due_at }) => (
      <span>
        {reason === 'retry' ? words.due : words.expires}: <Time value={due_at} />
      </span>
    ),
  },
];

interface ParkedTableProps {
  readonly parked: readonly ParkedBody[];
  readonly onChange: () => void;
}

/** Parked deliveries, each with the actions that the viewer may perform. */
export const ParkedTable = ({ parked, onChange }: ParkedTableProps) => {
  const [cancelling, setCancelling] = useState<ParkedBody>();
  const retry = useRetry(onChange);
  const [canRetry, canCancel] = [useCan('retry'), useCan('manage')];
  const actions: Column<ParkedBody> = {
    head: history.actions,
    cell: (delivery) => (
      <div class="actions">
        <RetryButton
          eventId={delivery.event_id}
          destinationId={delivery.destination_id}
          retry={retry}
          label={words.deliverNow}
        />
        {canCancel && (
          <button
            type="button"
            class="small plain"
            aria-label={nameOf(words.cancel, delivery.event_id)}
            onClick={() => setCancelling(delivery)}
          >
            {words.cancel}
          </button>
        )}
      </div>
    ),
  };
  return (
    <>
      <ErrorBox error={retry.error} title={history.retryFailed} />
      <Table
        caption={words.list}
        isCaptionHidden
        rows={parked}
        keyOf={({ event_id }) => event_id}
        columns={canRetry ? [...facts, actions] : facts}
      />
      {cancelling && (
        <CancelDialog
          delivery={cancelling}
          onClose={() => setCancelling(undefined)}
          onDone={onChange}
        />
      )}
    </>
  );
};

interface CancelDialogProps {
  readonly delivery: ParkedBody;
  readonly onClose: () => void;
  readonly onDone: () => void;
}

const CancelDialog = ({ delivery, onClose, onDone }: CancelDialogProps) => {
  const { notify } = usePortal();
  const cancel = useAction(async (api) => {
    const { destination_id, event_id } = delivery;
    await api.call('DELETE', destinationPath(destination_id, 'parked', event_id));
    notify(words.cancelled);
    onDone();
    onClose();
    // The row of the button that opened the dialog disappears.
    setTimeout(() => document.getElementById('parked')?.focus());
  });
  return (
    <Dialog
      title={words.cancelTitle}
      closeLabel={words.keep}
      isRisky
      onClose={onClose}
      actions={
        <button
          type="button"
          class="danger"
          aria-disabled={cancel.isRunning}
          onClick={() => cancel.run()}
        >
          {words.cancelNow}
        </button>
      }
    >
      <p>{words.cancelText(delivery.event_id)}</p>
      <ErrorBox error={cancel.error} title={words.failed} />
    </Dialog>
  );
};

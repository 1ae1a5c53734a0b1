import { useState } from 'preact/hooks';
import { usePortal } from '../portal-context.ts';
import * as historyTexts from '../texts/en/history.ts';
import { type Action, useAction } from '../use-call.ts';

/** A delivery to retry: an event or a batch, and its destination. */
interface Retried {
  readonly eventId: string;
  readonly destinationId: string;
  /** The newest attempt that the viewer sees. */
  readonly attemptId: string | undefined;
}

/** Delivers events once more. */
export interface Retry extends Action<[delivery: Retried]> {
  /**
   * Whether the viewer has queued a retry of the delivery that has made no attempt yet. It is false again
   * after a while.
   */
  readonly isQueued: (delivery: Retried) => boolean;
}

/** How long a retry is shown as queued at most. Most take less than a second. */
const QUEUED_MS = 20_000;

const nameOf = ({ eventId, destinationId, attemptId }: Retried) =>
  JSON.stringify([eventId, destinationId, attemptId]);

/** @param onQueued called when the results may soon have changed */
export const useRetry = (onQueued: () => void): Retry => {
  const { notify } = usePortal();
  const [queued, setQueued] = useState<readonly string[]>([]);
  const action = useAction(async (api, delivery: Retried) => {
    const { eventId: event_id, destinationId: destination_id } = delivery;
    await api.call('POST', '/retry', { body: { event_id, destination_id } });
    const name = nameOf(delivery);
    setQueued((before) => [...before, name]);
    setTimeout(() => setQueued((before) => before.filter((one) => one !== name)), QUEUED_MS);
    notify(historyTexts.retryQueued);
    onQueued();
  });
  return { ...action, isQueued: (delivery) => queued.includes(nameOf(delivery)) };
};

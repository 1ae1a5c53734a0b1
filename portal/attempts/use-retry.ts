import { useState } from 'preact/hooks';
import { usePortal } from '../portal-context.ts';
import * as historyTexts from '../texts/en/history.ts';
import { type Action, useAction } from '../use-call.ts';

/** Delivers events once more. */
export interface Retry extends Action<[eventId: string, destinationId: string]> {
  /** Whether a delivery is on its way because of the viewer. */
  readonly isQueued: (eventId: string, destinationId: string) => boolean;
}

/** How long a retry is called on its way: most take less than a second. */
const QUEUED_MS = 20_000;

const nameOf = (eventId: string, destinationId: string) => JSON.stringify([eventId, destinationId]);

/** @param onQueued called when the results may soon have changed */
export const useRetry = (onQueued: () => void): Retry => {
  const { notify } = usePortal();
  const [queued, setQueued] = useState<readonly string[]>([]);
  const action = useAction(async (api, event_id: string, destination_id: string) => {
    await api.call('POST', '/retry', { body: { event_id, destination_id } });
    const name = nameOf(event_id, destination_id);
    setQueued((before) => [...before, name]);
    setTimeout(() => setQueued((before) => before.filter((one) => one !== name)), QUEUED_MS);
    notify(historyTexts.retryQueued);
    onQueued();
  });
  return {
    ...action,
    isQueued: (eventId, destinationId) => queued.includes(nameOf(eventId, destinationId)),
  };
};

import { usePortal } from '../portal-context.ts';
import { texts } from '../texts.en.ts';
import { type Action, useAction } from '../use-call.ts';

/** Delivers an event to a destination once more. */
export const useRetry = (
  onQueued: () => void,
): Action<[eventId: string, destinationId: string]> => {
  const { notify } = usePortal();
  return useAction(async (api, event_id, destination_id) => {
    await api.call('POST', '/retry', { body: { event_id, destination_id } });
    notify(texts.history.retryQueued);
    onQueued();
  });
};

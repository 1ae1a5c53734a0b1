import { isBatchId } from '../data/attempt.ts';
import { useCan } from '../portal-context.ts';
import * as historyTexts from '../texts/en/history.ts';
import type { Retry } from './use-retry.ts';

interface RetryButtonProps {
  readonly eventId: string;
  readonly destinationId: string;
  /** The newest attempt of the delivery, if there was one. */
  readonly attemptId?: string | undefined;
  readonly retry: Retry;
  /** @default Retry */
  readonly label?: string;
}

/** The name of a button that does something with one event or batch of a list. */
export const nameOf = (action: string, id: string): string =>
  isBatchId(id) ? historyTexts.actionOnBatch(action, id) : historyTexts.actionOnEvent(action, id);

/** Delivers an event or a batch once more; hidden where the session does not allow it. */
export const RetryButton = (props: RetryButtonProps) => {
  const { eventId, destinationId, attemptId, retry, label = historyTexts.retry } = props;
  const canRetry = useCan('retry');
  if (!canRetry) return null;
  const delivery = { eventId, destinationId, attemptId };
  const isQueued = retry.isQueued(delivery);
  const shown = isQueued ? historyTexts.onItsWay : label;
  return (
    <button
      type="button"
      class="small"
      aria-label={nameOf(shown, eventId)}
      aria-disabled={isQueued || retry.isRunning}
      onClick={() => isQueued || retry.run(delivery)}
    >
      {shown}
    </button>
  );
};

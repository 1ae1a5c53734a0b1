import { useCan } from '../portal-context.ts';
import { texts } from '../texts.en.ts';
import type { Action } from '../use-call.ts';

interface RetryButtonProps {
  readonly eventId: string;
  readonly destinationId: string;
  readonly retry: Action<[eventId: string, destinationId: string]>;
  /** @default Retry */
  readonly label?: string;
}

/** Delivers an event once more; hidden where the session does not allow it. */
export const RetryButton = ({
  eventId,
  destinationId,
  retry,
  label = texts.history.retry,
}: RetryButtonProps) =>
  useCan('retry') ? (
    <button
      type="button"
      class="small"
      aria-label={texts.history.actionOnEvent(label, eventId)}
      aria-disabled={retry.isRunning}
      onClick={() => retry.run(eventId, destinationId)}
    >
      {label}
    </button>
  ) : null;

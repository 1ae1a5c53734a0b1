import { Status } from '../components/status.tsx';
import { texts } from '../texts.en.ts';
import type { Outcome } from './outcome.ts';

interface EventOutcomeProps {
  readonly outcome: Outcome;
  /** Whether attempts are missing, so that a delivery without one may have been made. */
  readonly isPartial: boolean;
}

/** The outcome of an event, as icon and words. */
export const EventOutcome = ({ outcome, isPartial }: EventOutcomeProps) => {
  const { state, delivered, failed, total } = outcome;
  switch (state) {
    case 'delivered':
      return <Status tone="good" label={texts.events.delivered(delivered)} />;
    case 'failed':
      return <Status tone="bad" label={texts.events.failed(failed, total)} />;
    case 'waiting':
      return isPartial ? (
        <Status tone="neutral" label={texts.events.unknown} />
      ) : (
        <Status tone="busy" label={texts.events.waiting(delivered, total)} />
      );
  }
};

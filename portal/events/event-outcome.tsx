import { Status } from '../components/status.tsx';
import * as eventsTexts from '../texts/en/events.ts';
import type { Outcome } from './outcome.ts';

interface EventOutcomeProps {
  readonly outcome: Outcome;
  /** Whether not all attempts were read: a delivery without an attempt may have been made. */
  readonly isPartial: boolean;
}

/** The outcome of an event, as icon and words. */
export const EventOutcome = ({ outcome, isPartial }: EventOutcomeProps) => {
  const { state, delivered, failed, total } = outcome;
  switch (state) {
    case 'delivered':
      return <Status tone="good" label={eventsTexts.delivered(delivered)} />;
    case 'failed':
      return <Status tone="bad" label={eventsTexts.failed(failed, total)} />;
    case 'waiting':
      return isPartial ? (
        <Status tone="neutral" label={eventsTexts.unknown} />
      ) : (
        <Status tone="busy" label={eventsTexts.waiting(delivered, total)} />
      );
  }
};

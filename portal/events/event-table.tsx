import type { IncludedEvent } from '../../lambdas/events/event-body.ts';
import { EventLink } from '../components/event-link.tsx';
import { ErrorBox } from '../components/notice.tsx';
import { type Column, Table } from '../components/table.tsx';
import { Time } from '../components/time.tsx';
import { Topic } from '../components/topic.tsx';
import { pollSoon } from '../poll-soon.ts';
import * as eventsTexts from '../texts/en/events.ts';
import * as historyTexts from '../texts/en/history.ts';
import * as shellTexts from '../texts/en/shell.ts';
import { useCall } from '../use-call.ts';
import { EventOutcome } from './event-outcome.tsx';
import { deliveriesOf, outcomeOf } from './outcome.ts';
import { type AttemptsOfPage, readAttemptsOf } from './read-attempts.ts';

const facts: readonly Column<IncludedEvent>[] = [
  { head: historyTexts.time, cell: ({ time }) => <Time value={time} /> },
  {
    head: historyTexts.event,
    isRowHead: true,
    cell: ({ id }) => <EventLink id={id} />,
  },
  { head: historyTexts.topic, cell: ({ topic }) => <Topic topic={topic} /> },
];

/** The times of the events that are not yet delivered to all destinations. */
const waitingSince = (
  events: readonly IncludedEvent[],
  { attempts }: AttemptsOfPage,
): readonly string[] =>
  events
    .filter((event) => outcomeOf(deliveriesOf(event, attempts)).state === 'waiting')
    .map(({ time }) => time);

/** A page of events, with the outcome of each. */
export const EventTable = ({ events }: { readonly events: readonly IncludedEvent[] }) => {
  const ids = events.map(({ id }) => id);
  const call = useCall(
    (api, signal) => readAttemptsOf(api, ids, signal),
    [events],
    (data) => pollSoon(data ? waitingSince(events, data) : []),
  );
  const outcome: Column<IncludedEvent> = {
    head: historyTexts.outcome,
    cell: (event) => {
      if (!call.data) return call.isLoading ? shellTexts.loading : historyTexts.none;
      const { attempts, isPartial } = call.data;
      const deliveries = deliveriesOf(event, attempts);
      return <EventOutcome outcome={outcomeOf(deliveries)} isPartial={isPartial} />;
    },
  };
  return (
    <>
      <ErrorBox error={call.error} title={eventsTexts.outcomesFailed} onRetry={call.reload} />
      <Table
        caption={eventsTexts.title}
        isCaptionHidden
        rows={events}
        keyOf={({ id }) => id}
        columns={[...facts, outcome]}
        isBusy={call.isLoading}
      />
    </>
  );
};

import type { IncludedEvent } from '../../lambdas/events/event-body.ts';
import { EventLink } from '../components/event-link.tsx';
import { ErrorBox } from '../components/notice.tsx';
import { type Column, Table } from '../components/table.tsx';
import { Time } from '../components/time.tsx';
import { Topic } from '../components/topic.tsx';
import { texts } from '../texts.en.ts';
import { useCall } from '../use-call.ts';
import { EventOutcome } from './event-outcome.tsx';
import { deliveriesOf, outcomeOf } from './outcome.ts';
import { readAttemptsOf } from './read-outcomes.ts';

const facts: readonly Column<IncludedEvent>[] = [
  { head: texts.history.time, cell: ({ time }) => <Time value={time} /> },
  {
    head: texts.history.event,
    isRowHead: true,
    cell: ({ id }) => <EventLink id={id} />,
  },
  { head: texts.history.topic, cell: ({ topic }) => <Topic topic={topic} /> },
];

/** A page of events, with the outcome of each. */
export const EventTable = ({ events }: { readonly events: readonly IncludedEvent[] }) => {
  const ids = events.map(({ id }) => id);
  const call = useCall((api, signal) => readAttemptsOf(api, ids, signal), [events]);
  const outcome: Column<IncludedEvent> = {
    head: texts.history.outcome,
    cell: (event) => {
      if (!call.data) return call.isLoading ? texts.shell.loading : texts.history.none;
      const { attempts, isPartial } = call.data;
      const deliveries = deliveriesOf(event, attempts);
      return <EventOutcome outcome={outcomeOf(deliveries)} isPartial={isPartial} />;
    },
  };
  return (
    <>
      <ErrorBox error={call.error} title={texts.events.outcomesFailed} onRetry={call.reload} />
      <Table
        caption={texts.events.title}
        isCaptionHidden
        rows={events}
        keyOf={({ id }) => id}
        columns={[...facts, outcome]}
        isBusy={call.isLoading}
      />
    </>
  );
};

import type { ParkedBody } from '../../lambdas/parking/parked.operations.ts';
import { resultColumns, timeColumn } from '../attempts/attempt-columns.tsx';
import { useRetry } from '../attempts/use-retry.ts';
import { Loading } from '../components/loading.tsx';
import { ErrorBox } from '../components/notice.tsx';
import { Section } from '../components/section.tsx';
import { type Column, Table } from '../components/table.tsx';
import type { Attempt } from '../data/attempt.ts';
import type { PageOf } from '../data/pages.ts';
import { useDestinations } from '../data/use-destinations.ts';
import { pollSoon } from '../poll-soon.ts';
import * as eventsTexts from '../texts/en/events.ts';
import * as historyTexts from '../texts/en/history.ts';
import { useCall } from '../use-call.ts';
import { DeliveryTable } from './delivery-table.tsx';
import { DestinationName } from './destination-name.tsx';
import type { ShownEvent } from './event-screen.tsx';
import { deliveriesOf } from './outcome.ts';

const POLL_SECONDS = 15;
const PAGE_SIZE = 200;

interface EventAttemptsProps {
  readonly event: ShownEvent['event'];
  readonly version: number;
  readonly onChange: () => void;
}

const isWaiting = (event: ShownEvent['event'], attempts: readonly Attempt[]): boolean =>
  deliveriesOf(event, attempts).some(({ last }) => last === undefined);

/** The deliveries of an event, one per destination, and all their attempts. */
export const EventAttempts = ({ event, version, onChange }: EventAttemptsProps) => {
  const { data: destinations = new Map() } = useDestinations();
  const retry = useRetry(onChange);
  const call = useCall(
    async (api, signal) => {
      const query = { event_id: event.id };
      const [attempts, parked] = await Promise.all([
        api.call<PageOf<Attempt>>('GET', '/attempts', {
          query: { ...query, include: 'response_data', limit: PAGE_SIZE },
          signal,
        }),
        api.call<PageOf<ParkedBody>>('GET', '/parked', { query, signal }),
      ]);
      return { attempts: attempts.models, parked: parked.models };
    },
    [event.id, version],
    (data) => pollSoon(data && isWaiting(event, data.attempts) ? [event.time] : []) ?? POLL_SECONDS,
  );
  const destinationColumn: Column<Attempt> = {
    head: historyTexts.destination,
    cell: ({ destination_id }) => (
      <DestinationName id={destination_id} destinations={destinations} />
    ),
  };
  return (
    <Section title={eventsTexts.deliveries}>
      <ErrorBox error={retry.error} title={historyTexts.retryFailed} />
      <Loading call={call}>
        {({ attempts, parked }) => (
          <>
            <DeliveryTable
              eventId={event.id}
              deliveries={deliveriesOf(event, attempts)}
              parked={parked}
              destinations={destinations}
              retry={retry}
            />
            {attempts.length > 0 && (
              <Table
                caption={historyTexts.attempts}
                rows={attempts}
                keyOf={({ id }) => id}
                columns={[timeColumn, destinationColumn, ...resultColumns]}
              />
            )}
          </>
        )}
      </Loading>
    </Section>
  );
};

import type { DestinationBody } from '../../lambdas/destinations/destination-body.ts';
import type { ParkedBody } from '../../lambdas/parking/parked.operations.ts';
import { AttemptResult } from '../attempts/attempt-result.tsx';
import { BatchFacts } from '../attempts/batch-facts.tsx';
import { RetryButton } from '../attempts/retry-button.tsx';
import type { Retry } from '../attempts/use-retry.ts';
import { Status } from '../components/status.tsx';
import { type Column, Table } from '../components/table.tsx';
import { Time } from '../components/time.tsx';
import type { Attempt } from '../data/attempt.ts';
import type { Destinations } from '../data/use-destinations.ts';
import { batchSeconds, collectsBatches } from '../destination-form/type-layout.ts';
import { useCan } from '../portal-context.ts';
import * as batchTexts from '../texts/en/batch.ts';
import * as eventsTexts from '../texts/en/events.ts';
import * as historyTexts from '../texts/en/history.ts';
import * as parkedTexts from '../texts/en/parked.ts';
import { DestinationName } from './destination-name.tsx';
import type { Delivery } from './outcome.ts';

interface DeliveryTableProps {
  readonly eventId: string;
  readonly deliveries: readonly Delivery<Attempt>[];
  readonly parked: readonly ParkedBody[];
  readonly destinations: Destinations;
  readonly retry: Retry;
}

/** The deliveries of an event, one per destination, each with its latest result. */
export const DeliveryTable = (props: DeliveryTableProps) => {
  const { eventId, deliveries, parked, destinations, retry } = props;
  const canRetry = useCan('retry');
  const collectorOf = ({ destination_id, last }: Delivery<Attempt>) => {
    const destination = destinations.get(destination_id);
    return !last && collectsBatches(destination) ? destination : undefined;
  };
  const actions: Column<Delivery<Attempt>> = {
    head: historyTexts.actions,
    cell: (delivery) =>
      destinations.has(delivery.destination_id) &&
      !collectorOf(delivery) && (
        <RetryButton
          eventId={eventId}
          destinationId={delivery.destination_id}
          attemptId={delivery.last?.id}
          retry={retry}
          label={
            delivery.last?.status === 'success' ? historyTexts.deliverAgain : historyTexts.retry
          }
        />
      ),
  };
  return (
    <Table
      caption={eventsTexts.deliveries}
      isCaptionHidden
      rows={deliveries}
      keyOf={({ destination_id }) => destination_id}
      columns={[
        {
          head: historyTexts.destination,
          isRowHead: true,
          cell: ({ destination_id }) => (
            <DestinationName id={destination_id} destinations={destinations} />
          ),
        },
        {
          head: historyTexts.outcome,
          cell: (delivery) => (
            <>
              {delivery.last ? (
                <AttemptResult attempt={delivery.last} />
              ) : (
                <Status tone="busy" label={historyTexts.waiting} />
              )}
              {delivery.last?.batch && <BatchFacts batch={delivery.last.batch} />}
              <Collected destination={collectorOf(delivery)} />
              <Waits
                delivery={parked.find((one) => one.destination_id === delivery.destination_id)}
              />
            </>
          ),
        },
        ...(canRetry ? [actions] : []),
      ]}
    />
  );
};

/** When the batch that will contain an event is written. */
const Collected = ({ destination }: { readonly destination: DestinationBody | undefined }) =>
  destination ? (
    <p class="message">
      {batchTexts.collected(batchSeconds(destination))}
      {destination.disabled_at !== null
        ? ` ${parkedTexts.reasons.disabled}.`
        : destination.blocked && ` ${parkedTexts.reasons.blocked}.`}
    </p>
  ) : null;

/** Why a delivery waits, and until when. */
const Waits = ({ delivery }: { readonly delivery: ParkedBody | undefined }) =>
  delivery ? (
    <p class="message">
      {parkedTexts.reasons[delivery.reason]}.{' '}
      {delivery.reason === 'retry' ? parkedTexts.due : parkedTexts.expires}:{' '}
      <Time value={delivery.due_at} />
    </p>
  ) : null;

import type { ParkedBody } from '../../lambdas/parking/parked.operations.ts';
import { AttemptResult } from '../attempts/attempt-result.tsx';
import { BatchFacts } from '../attempts/batch-facts.tsx';
import { RetryButton } from '../attempts/retry-button.tsx';
import type { Retry } from '../attempts/use-retry.ts';
import { Status } from '../components/status.tsx';
import { type Column, Table } from '../components/table.tsx';
import { Time } from '../components/time.tsx';
import type { Attempt } from '../data/attempt.ts';
import { collectsBatches } from '../destination-form/type-layout.ts';
import { useCan } from '../portal-context.ts';
import { texts } from '../texts.en.ts';
import { DestinationName } from './destination-name.tsx';
import type { Delivery } from './outcome.ts';
import type { Destinations } from './use-destinations.ts';

interface DeliveryTableProps {
  readonly eventId: string;
  readonly deliveries: readonly Delivery<Attempt>[];
  readonly parked: readonly ParkedBody[];
  readonly destinations: Destinations;
  readonly retry: Retry;
}

/** Where an event is delivered to, with the newest outcome of each. */
export const DeliveryTable = (props: DeliveryTableProps) => {
  const { eventId, deliveries, parked, destinations, retry } = props;
  const canRetry = useCan('retry');
  const isCollected = ({ destination_id, last }: Delivery<Attempt>) =>
    !last && collectsBatches(destinations.get(destination_id));
  const actions: Column<Delivery<Attempt>> = {
    head: texts.history.actions,
    cell: (delivery) =>
      destinations.has(delivery.destination_id) &&
      !isCollected(delivery) && (
        <RetryButton
          eventId={eventId}
          destinationId={delivery.destination_id}
          retry={retry}
          label={
            delivery.last?.status === 'success' ? texts.history.deliverAgain : texts.history.retry
          }
        />
      ),
  };
  return (
    <Table
      caption={texts.events.deliveries}
      isCaptionHidden
      rows={deliveries}
      keyOf={({ destination_id }) => destination_id}
      columns={[
        {
          head: texts.history.destination,
          isRowHead: true,
          cell: ({ destination_id }) => (
            <DestinationName id={destination_id} destinations={destinations} />
          ),
        },
        {
          head: texts.history.outcome,
          cell: (delivery) => (
            <>
              {delivery.last ? (
                <AttemptResult attempt={delivery.last} />
              ) : (
                <Status tone="busy" label={texts.history.waiting} />
              )}
              {delivery.last?.batch && <BatchFacts batch={delivery.last.batch} />}
              {isCollected(delivery) && <p class="message">{texts.batch.collected}</p>}
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

/** Why a delivery waits, and until when. */
const Waits = ({ delivery }: { readonly delivery: ParkedBody | undefined }) =>
  delivery ? (
    <p class="message">
      {texts.parked.reasons[delivery.reason]}.{' '}
      {delivery.reason === 'retry' ? texts.parked.due : texts.parked.expires}:{' '}
      <Time value={delivery.due_at} />
    </p>
  ) : null;

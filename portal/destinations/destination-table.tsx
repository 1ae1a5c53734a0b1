import type { DestinationBody } from '../../lambdas/destinations/destination-body.ts';
import { Table } from '../components/table.tsx';
import { Bars } from '../destination/bars.tsx';
import { type Bar, totalOf } from '../destination/chart-bars.ts';
import { usePortal } from '../portal-context.ts';
import * as words from '../texts/en/destinations.ts';
import { dayOf, timeRange } from '../times.ts';
import { DestinationLink } from './destination-link.tsx';
import { DestinationStatus } from './destination-status.tsx';
import type { Activity } from './use-activity.ts';

interface DestinationTableProps {
  readonly destinations: readonly DestinationBody[];
  readonly activity: Activity;
}

/** Destinations with their status and their latest attempts. */
export const DestinationTable = ({ destinations, activity }: DestinationTableProps) => {
  const { recent, last } = activity;
  return (
    <>
      <Table
        caption={words.title}
        isCaptionHidden
        rows={destinations}
        keyOf={({ id }) => id}
        columns={[
          {
            head: words.columns.target,
            isRowHead: true,
            cell: (destination) => <DestinationLink destination={destination} />,
          },
          {
            head: words.columns.status,
            cell: (destination) => <DestinationStatus destination={destination} />,
          },
          { head: words.columns.topics, cell: ({ topics }) => topicsText(topics) },
          {
            head: words.columns.recent,
            cell: ({ id }) => recent.data && <Recent bars={recent.data.get(id)} />,
          },
          {
            head: words.columns.lastSuccess,
            cell: ({ id }) =>
              recent.data &&
              last.data && <LastDelivery bars={recent.data.get(id)} day={last.data.get(id)} />,
          },
        ]}
      />
      {(recent.error ?? last.error) && <p class="soft">{words.countsMissing}</p>}
    </>
  );
};

const SHOWN_TOPICS = 3;

const topicsText = (topics: readonly string[]): string => {
  if (topics[0] === '*') return words.allTopics;
  const shown = topics.slice(0, SHOWN_TOPICS).join(', ');
  const more = topics.length - SHOWN_TOPICS;
  return more > 0 ? words.moreTopics(shown, more) : shown;
};

/** Bars without their scale. */
const HEIGHT = 28;

const Recent = ({ bars = [] }: { readonly bars: readonly Bar[] | undefined }) => {
  const failed = totalOf(bars, 'failed');
  return (
    <div class="recent">
      {bars.length > 0 && <Bars bars={bars} height={HEIGHT} />}
      <span>{words.delivered(totalOf(bars, 'delivered'))}</span>
      {failed > 0 && <span class="error"> {words.failed(failed)}</span>}
    </div>
  );
};

interface LastDeliveryProps {
  readonly bars: readonly Bar[] | undefined;
  /** The day of the newest delivery. */
  readonly day: string | undefined;
}

/** The hour of the newest delivery, or its day if it is older. The screen of the destination has the time. */
const LastDelivery = ({ bars = [], day }: LastDeliveryProps) => {
  const { zone } = usePortal();
  const last = bars.findLast(({ delivered }) => delivered > 0);
  if (last) {
    const start = new Date(last.start).toISOString();
    return <time dateTime={start}>{timeRange(last.start, last.end, zone)}</time>;
  }
  if (day) return <time dateTime={day}>{dayOf(day)}</time>;
  return <span class="soft">{words.noneLately}</span>;
};

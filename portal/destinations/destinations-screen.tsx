import type { DestinationBody } from '../../lambdas/destinations/destination-body.ts';
import { Icon } from '../components/icon.tsx';
import { Loading } from '../components/loading.tsx';
import { Page } from '../components/page.tsx';
import { Table } from '../components/table.tsx';
import { destinationPath } from '../data/destination-path.ts';
import { useCan } from '../portal-context.ts';
import { links } from '../routes.ts';
import { statusOf } from '../status.ts';
import * as words from '../texts/en/destinations.ts';
import { count } from '../texts/en/numbers.ts';
import { dayOf } from '../times.ts';
import { useCall } from '../use-call.ts';
import { DestinationLink } from './destination-link.tsx';
import { DestinationStatus } from './destination-status.tsx';
import { lastDeliveries } from './last-deliveries.ts';
import { type Counts, todaysCounts } from './todays-counts.ts';

/** All destinations of the tenant, with what they received today. */
export const DestinationsScreen = () => {
  const canManage = useCan('manage');
  const list = useCall(
    (api, signal) => api.call<DestinationBody[]>('GET', destinationPath(), { signal }),
    [],
    (destinations) => (destinations?.some(isChecking) ? 5 : 30),
  );
  const counts = useCall((api, signal) => todaysCounts(api, new Date(), signal), [], 60);
  const last = useCall((api, signal) => lastDeliveries(api, new Date(), signal), [], 300);
  const isEmpty = list.data?.length === 0;
  return (
    <Page title={words.title} actions={canManage && !isEmpty && <AddLink />}>
      <Loading call={list}>
        {(destinations) =>
          destinations.length === 0 ? (
            <EmptyList canManage={canManage} />
          ) : (
            <DestinationTable destinations={destinations} counts={counts.data} last={last.data} />
          )
        }
      </Loading>
      {(counts.error ?? last.error) && <p class="soft">{words.countsMissing}</p>}
    </Page>
  );
};

const isChecking = (destination: DestinationBody): boolean => statusOf(destination) === 'checking';

const AddLink = () => (
  <a class="button primary" href={links.newDestination}>
    <Icon name="plus" />
    {words.add}
  </a>
);

const EmptyList = ({ canManage }: { readonly canManage: boolean }) => (
  <div class="panel empty">
    <h2>{words.emptyTitle}</h2>
    <p>{canManage ? words.empty : words.emptyReadOnly}</p>
    {canManage && <AddLink />}
  </div>
);

interface DestinationTableProps {
  readonly destinations: readonly DestinationBody[];
  readonly counts: ReadonlyMap<string, Counts> | undefined;
  /** The day of the newest delivery. */
  readonly last: ReadonlyMap<string, string> | undefined;
}

const DestinationTable = ({ destinations, counts, last }: DestinationTableProps) => (
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
        head: words.columns.today,
        cell: ({ id }) => counts && <TodaysCounts counts={counts.get(id)} />,
      },
      {
        head: words.columns.lastSuccess,
        cell: ({ id }) => last && <LastDelivery day={last.get(id)} />,
      },
    ]}
  />
);

const LastDelivery = ({ day }: { readonly day: string | undefined }) =>
  day === undefined ? (
    <span class="soft">{words.noneLately}</span>
  ) : (
    <time dateTime={day}>{dayOf(day)}</time>
  );

const SHOWN_TOPICS = 3;

const topicsText = (topics: readonly string[]): string => {
  if (topics[0] === '*') return words.allTopics;
  const shown = topics.slice(0, SHOWN_TOPICS).join(', ');
  const more = topics.length - SHOWN_TOPICS;
  return more > 0 ? words.moreTopics(shown, more) : shown;
};

const TodaysCounts = ({ counts = { delivered: 0, failed: 0 } }: { counts: Counts | undefined }) => (
  <span>
    {words.delivered(count(counts.delivered))}
    {counts.failed > 0 && <span class="error"> {words.failed(count(counts.failed))}</span>}
  </span>
);

import { useState } from 'preact/hooks';
import type { IncludedEvent } from '../../lambdas/events/event-body.ts';
import { ChoiceFilter, TextFilter, TimeRangeFilter } from '../components/filter-fields.tsx';
import { FilterForm, type FilterValues, timeQuery } from '../components/filter-form.tsx';
import { Loading } from '../components/loading.tsx';
import { Page } from '../components/page.tsx';
import { Pager } from '../components/pager.tsx';
import { type Cursor, readPage } from '../data/pages.ts';
import { useDestinations } from '../data/use-destinations.ts';
import { prefixOf } from '../destinations/destination-link.tsx';
import { replaceAddress } from '../router.ts';
import { links } from '../routes.ts';
import * as eventsTexts from '../texts/en/events.ts';
import * as historyTexts from '../texts/en/history.ts';
import { useCall } from '../use-call.ts';
import { EventTable } from './event-table.tsx';

const POLL_SECONDS = 30;
const PAGE_SIZE = 25;
const NEWEST: Cursor = {};

const FILTERS = ['id', 'topic', 'destination_id', 'from', 'to'] as const;

/** The events of the tenant, the newest first. The filters are part of the address. */
export const EventsScreen = ({ query }: { readonly query: URLSearchParams }) => {
  const filters = filtersIn(query);
  const address = links.events(filters);
  const [position, setPosition] = useState({ address, cursor: NEWEST });
  const cursor = position.address === address ? position.cursor : NEWEST;
  const call = useCall(
    (api, signal) => {
      const { id, topic, destination_id } = filters;
      const wanted = { id, topic, destination_id, ...timeQuery(filters) };
      const options = { ...wanted, limit: PAGE_SIZE, exclude: 'data' };
      return readPage<IncludedEvent>(api, '/events', options, cursor, signal);
    },
    [address, cursor],
    cursor === NEWEST ? POLL_SECONDS : undefined,
  );
  const isFiltered = Object.keys(filters).length > 0;
  return (
    <Page title={eventsTexts.title}>
      <EventFilters values={filters} onApply={(values) => replaceAddress(links.events(values))} />
      <Loading call={call}>
        {({ models, pagination }) => (
          <>
            {models.length === 0 ? (
              <p>{isFiltered ? eventsTexts.emptyFiltered : eventsTexts.empty}</p>
            ) : (
              <EventTable events={models} />
            )}
            <Pager
              label={eventsTexts.pages}
              pagination={pagination}
              onMove={(moved) => setPosition({ address, cursor: moved })}
            />
          </>
        )}
      </Loading>
    </Page>
  );
};

const filtersIn = (query: URLSearchParams): FilterValues =>
  Object.fromEntries(
    FILTERS.flatMap((name) => {
      const value = query.get(name);
      return value ? [[name, value]] : [];
    }),
  );

interface EventFiltersProps {
  readonly values: FilterValues;
  readonly onApply: (values: FilterValues) => void;
}

const EventFilters = ({ values, onApply }: EventFiltersProps) => {
  const { data: destinations = new Map() } = useDestinations();
  const options = [...destinations.values()].map((destination): readonly [string, string] => [
    destination.id,
    [destination.target, prefixOf(destination)].filter(Boolean).join(', '),
  ]);
  return (
    <FilterForm values={values} onApply={onApply}>
      <TextFilter name="id" label={eventsTexts.id} value={values.id} />
      <TextFilter name="topic" label={historyTexts.topic} value={values.topic} />
      <ChoiceFilter
        name="destination_id"
        label={historyTexts.destination}
        value={values.destination_id}
        all={eventsTexts.anyDestination}
        options={options}
      />
      <TimeRangeFilter from={values.from} to={values.to} />
    </FilterForm>
  );
};

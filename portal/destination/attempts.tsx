import { useState } from 'preact/hooks';
import { eventColumn, resultColumns, timeColumn } from '../attempts/attempt-columns.tsx';
import { RetryButton } from '../attempts/retry-button.tsx';
import { type Retry, useRetry } from '../attempts/use-retry.ts';
import { ChoiceFilter, TextFilter, TimeRangeFilter } from '../components/filter-fields.tsx';
import { FilterForm, type FilterValues, timeQuery } from '../components/filter-form.tsx';
import { Loading } from '../components/loading.tsx';
import { ErrorBox } from '../components/notice.tsx';
import { Pager } from '../components/pager.tsx';
import { Section } from '../components/section.tsx';
import { type Column, Table } from '../components/table.tsx';
import type { Attempt } from '../data/attempt.ts';
import { destinationPath } from '../data/destination-path.ts';
import { type Cursor, readPage } from '../data/pages.ts';
import { useCan } from '../portal-context.ts';
import * as attemptsTexts from '../texts/en/attempts.ts';
import * as historyTexts from '../texts/en/history.ts';
import { useCall } from '../use-call.ts';
import { BulkRetries } from './bulk-retries.tsx';

const POLL_SECONDS = 30;
const PAGE_SIZE = 20;

const NEWEST: Cursor = {};

interface AttemptsProps {
  readonly destinationId: string;
  readonly version: number;
  /** Called after a retry. */
  readonly onChange: () => void;
}

/** The attempts of a destination, the newest first. */
export const Attempts = ({ destinationId, version, onChange }: AttemptsProps) => {
  const [filters, setFilters] = useState<FilterValues>({});
  const [cursor, setCursor] = useState(NEWEST);
  const retry = useRetry(onChange);
  const call = useCall(
    (api, signal) => {
      const path = destinationPath(destinationId, 'attempts');
      const { status, topic } = filters;
      const query = { status, topic, ...timeQuery(filters), limit: PAGE_SIZE };
      return readPage<Attempt>(api, path, { ...query, include: 'response_data' }, cursor, signal);
    },
    [destinationId, filters, cursor, version],
    cursor === NEWEST ? POLL_SECONDS : undefined,
  );
  const apply = (values: FilterValues) => {
    setFilters(values);
    setCursor(NEWEST);
  };
  return (
    <Section title={historyTexts.attempts}>
      <BulkRetries destinationId={destinationId} onChange={onChange} />
      <AttemptFilters values={filters} onApply={apply} />
      <ErrorBox error={retry.error} title={historyTexts.retryFailed} />
      <Loading call={call}>
        {({ models, pagination }) => (
          <>
            <AttemptTable
              attempts={models}
              retry={retry}
              isFiltered={Object.keys(filters).length > 0}
            />
            <Pager label={historyTexts.moreAttempts} pagination={pagination} onMove={setCursor} />
          </>
        )}
      </Loading>
    </Section>
  );
};

interface AttemptFiltersProps {
  readonly values: FilterValues;
  readonly onApply: (values: FilterValues) => void;
}

const AttemptFilters = ({ values, onApply }: AttemptFiltersProps) => (
  <FilterForm values={values} onApply={onApply}>
    <ChoiceFilter
      name="status"
      label={historyTexts.status}
      value={values.status}
      all={historyTexts.any}
      options={[
        ['success', historyTexts.delivered],
        ['failed', historyTexts.failed],
      ]}
    />
    <TextFilter name="topic" label={historyTexts.topic} value={values.topic} />
    <TimeRangeFilter from={values.from} to={values.to} />
  </FilterForm>
);

interface AttemptTableProps {
  readonly attempts: readonly Attempt[];
  readonly retry: Retry;
  readonly isFiltered: boolean;
}

const AttemptTable = ({ attempts, retry, isFiltered }: AttemptTableProps) => {
  const canRetry = useCan('retry');
  if (attempts.length === 0) {
    return <p>{isFiltered ? attemptsTexts.emptyFiltered : attemptsTexts.empty}</p>;
  }
  const actions: Column<Attempt> = {
    head: historyTexts.actions,
    // A batch has no screen of its own, from which it could be delivered again.
    cell: ({ status, event_id, destination_id, batch }) =>
      (status === 'failed' || batch) && (
        <RetryButton
          eventId={event_id}
          destinationId={destination_id}
          attemptId={attempts.find((one) => one.event_id === event_id)?.id}
          retry={retry}
          {...(status === 'success' && { label: historyTexts.deliverAgain })}
        />
      ),
  };
  return (
    <Table
      caption={historyTexts.attempts}
      isCaptionHidden
      rows={attempts}
      keyOf={({ id }) => id}
      columns={[timeColumn, eventColumn, ...resultColumns, ...(canRetry ? [actions] : [])]}
    />
  );
};

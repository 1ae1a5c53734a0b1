import { EventLink } from '../components/event-link.tsx';
import type { Column } from '../components/table.tsx';
import { Time } from '../components/time.tsx';
import type { Attempt } from '../data/attempt.ts';
import * as destinationTexts from '../texts/en/destination.ts';
import * as history from '../texts/en/history.ts';
import { bytes } from '../texts/en/numbers.ts';
import { AttemptResult } from './attempt-result.tsx';
import { BatchFacts } from './batch-facts.tsx';

export const timeColumn: Column<Attempt> = {
  head: history.time,
  isRowHead: true,
  cell: ({ time }) => <Time value={time} />,
};

export const eventColumn: Column<Attempt> = {
  head: history.event,
  cell: ({ event_id, batch }) =>
    batch ? <BatchFacts batch={batch} /> : <EventLink id={event_id} />,
};

/** The outcome of an attempt, and what the store said. */
export const resultColumns: readonly Column<Attempt>[] = [
  { head: history.result, cell: (attempt) => <AttemptResult attempt={attempt} /> },
  {
    head: destinationTexts.objectKey,
    cell: ({ response_data }) => response_data?.key && <code class="id">{response_data.key}</code>,
  },
  {
    head: history.size,
    align: 'end',
    cell: ({ response_data }) => response_data?.bytes && bytes(Number(response_data.bytes)),
  },
  {
    head: history.latency,
    align: 'end',
    cell: ({ latency_ms }) => latency_ms !== null && history.milliseconds(latency_ms),
  },
  {
    head: history.attempt,
    align: 'end',
    cell: ({ attempt_number, manual }) =>
      manual ? history.manual(attempt_number) : attempt_number,
  },
];

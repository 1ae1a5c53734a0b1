import { useState } from 'preact/hooks';
import type { ParkedBody, ParkedCount } from '../../lambdas/parking/parked.operations.ts';
import { Loading } from '../components/loading.tsx';
import { Pager } from '../components/pager.tsx';
import { Section } from '../components/section.tsx';
import { type Cursor, readPage } from '../data/pages.ts';
import * as parkedTexts from '../texts/en/parked.ts';
import { useCall } from '../use-call.ts';
import { ParkedTable } from './parked-table.tsx';

const POLL_SECONDS = 30;
const PAGE_SIZE = 5;
const FIRST: Cursor = {};

const REASONS = ['retry', 'blocked', 'disabled', 'verification_pending'] as const;

interface ParkedProps {
  readonly destinationId: string;
  readonly version: number;
  readonly onChange: () => void;
}

/** The parked deliveries to a destination: their number by reason, and a list. */
export const Parked = ({ destinationId: destination_id, version, onChange }: ParkedProps) => {
  const [cursor, setCursor] = useState(FIRST);
  const call = useCall(
    async (api, signal) => {
      const query = { destination_id, dir: 'asc', limit: PAGE_SIZE };
      const [counts, page] = await Promise.all([
        api.call<ParkedCount>('GET', '/parked/count', { query: { destination_id }, signal }),
        readPage<ParkedBody>(api, '/parked', query, cursor, signal),
      ]);
      return { counts, page };
    },
    [destination_id, cursor, version],
    POLL_SECONDS,
  );
  return (
    <Section id="parked" title={parkedTexts.title}>
      <Loading call={call}>
        {({ counts, page }) =>
          counts.count === 0 ? (
            <p>{parkedTexts.none}</p>
          ) : (
            <>
              <Counts counts={counts} />
              <ParkedTable parked={page.models} onChange={onChange} />
              <Pager
                label={parkedTexts.more}
                pagination={page.pagination}
                labels={parkedTexts.pages}
                onMove={setCursor}
              />
            </>
          )
        }
      </Loading>
    </Section>
  );
};

const Counts = ({ counts: { reasons, truncated } }: { readonly counts: ParkedCount }) => (
  <ul class="counts">
    {REASONS.filter((reason) => reasons[reason] > 0).map((reason) => (
      <li key={reason}>
        <strong>{parkedTexts.waitingCount(reasons[reason], truncated)}</strong>{' '}
        {parkedTexts.reasons[reason]}
      </li>
    ))}
  </ul>
);

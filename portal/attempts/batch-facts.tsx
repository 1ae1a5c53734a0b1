import { Fact } from '../components/fact.tsx';
import { Time } from '../components/time.tsx';
import type { Batch } from '../data/attempt.ts';
import * as words from '../texts/en/batch.ts';
import { bytes } from '../texts/en/numbers.ts';

/** The number of events that were delivered as one object, and details of the batch, which are folded. */
export const BatchFacts = ({ batch }: { readonly batch: Batch }) => (
  <details>
    <summary>{words.ofEvents(batch.events)}</summary>
    <dl class="facts">
      <Fact name={words.id}>{batch.id}</Fact>
      <Fact name={words.partition}>{batch.partition || words.noPartition}</Fact>
      <Fact name={words.closed}>{words.cuts[batch.cut]}</Fact>
      <Fact name={words.data}>{bytes(batch.bytes)}</Fact>
      {batch.first_time && (
        <Fact name={words.first}>
          <Time value={batch.first_time} />
        </Fact>
      )}
      {batch.last_time && (
        <Fact name={words.last}>
          <Time value={batch.last_time} />
        </Fact>
      )}
    </dl>
  </details>
);

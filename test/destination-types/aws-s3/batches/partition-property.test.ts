import fc from 'fast-check';
import { expect, it } from 'vitest';
import { batchKey } from '../../../../lambdas/destination-types/aws-s3/batches/batch-key.ts';
import { renderPartition } from '../../../../lambdas/destination-types/aws-s3/batches/partition.ts';
import { anEvent } from '../builders.ts';

/** Beginnings, separators and ends that make a text invalid, in arbitrary text. */
const text = fc
  .array(
    fc.oneof(
      fc.constantFrom('/', '.', '..', '//', '\n', '\ud800', 'x'.repeat(200)),
      fc.string({ unit: 'binary' }),
    ),
    { maxLength: 6 },
  )
  .map((parts) => parts.join(''));

it('for any data, the partition results in a valid key that is the same at every attempt', () => {
  const prefixes = fc.constantFrom('', 'events/', 'p'.repeat(512));
  fc.assert(
    fc.property(fc.oneof(text, fc.jsonValue()), prefixes, (a, prefix) => {
      const event = anEvent({ data: JSON.stringify({ a }) });
      const target = { config: { partition: 'data.a', prefix }, delivery_metadata: {} };
      const rendered = renderPartition(event, target);
      expect(renderPartition(event, target)).toEqual(rendered);
      const partition = rendered === 'undecided' ? rendered : rendered.partition;
      const batch = { id: 'bat_1', partition, opened_at: event.time, events: [event] };
      expect(batchKey(batch, target.config, '.ndjson.gz')).toHaveProperty('key');
    }),
    { numRuns: 1_000 },
  );
});

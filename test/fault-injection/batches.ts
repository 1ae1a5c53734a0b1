import { parseSlot } from '../../lambdas/batches/slot-item.dynamo.ts';
import { rowsIn } from '../support/batch-objects.ts';
import type { Items } from './harness/items.ts';

/** What refers to a batch: a delivery, an attempt or a parked delivery. */
interface Named {
  readonly log: string;
  readonly first: number;
}

/** The ids of the events of each batch, by {@link batchName}. */
export type Batches = ReadonlyMap<string, readonly string[]>;

export const batchName = ({ log, first }: Named): string => `${log}#${first}`;

/** Reads from the slots which batch each event belongs to: that of the first slot that has it. */
export function batchesIn(items: Items['log']): Batches {
  const slots = items
    .filter(({ kind }) => kind === 'batch_slot')
    .map((item) => ({ log: String(item.pk), slot: parseSlot(item) }))
    .toSorted((a, b) => a.slot.number - b.slot.number);
  const seen = new Set<string>();
  const batches = new Map<string, string[]>();
  for (const { log, slot } of slots) {
    const name = batchName({ log, first: slot.batch.first });
    const events = batches.get(name) ?? [];
    batches.set(name, events);
    for (const { id, acceptedAt } of slot.events) {
      const event = JSON.stringify([log, id, acceptedAt]);
      if (!seen.has(event)) events.push(id);
      seen.add(event);
    }
  }
  return batches;
}

/** An object in a bucket of a customer. */
interface StoredBatch {
  readonly key: string;
  readonly body: Buffer;
  readonly metadata: Readonly<Record<string, string>>;
}

/** An event in the object of a batch. */
interface Row {
  readonly event_id: string;
  readonly body: string;
}

/** Returns the events in an object; undefined when it is not that of a batch. */
export function rowsOf({ key, body, metadata }: StoredBatch): Row[] | undefined {
  if (!('waybill-batch-id' in metadata)) return undefined;
  return rowsIn(key, body).map((row) => ({
    event_id: String(JSON.parse(row).id),
    body: /,"data":(.*)\}$/.exec(row)?.[1] ?? '',
  }));
}

/** What is wrong with the object of a batch, one sentence each. */
export function objectViolations({ key, body, metadata }: StoredBatch): string[] {
  if (!('waybill-batch-id' in metadata)) return [];
  const rows = rowsIn(key, body);
  const positions = rows.map((row) => {
    const { time, id } = JSON.parse(row);
    return `${time} ${id}`;
  });
  const isSorted = positions.join() === positions.toSorted().join();
  return [
    ...(String(rows.length) === metadata['waybill-events']
      ? []
      : [`${key} has ${rows.length} rows, and says ${metadata['waybill-events']}`]),
    ...(isSorted ? [] : [`${key} is not sorted`]),
  ];
}

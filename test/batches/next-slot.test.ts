import { describe, expect, it } from 'vitest';
import { logKey, parseLogOwner } from '../../lambdas/batches/batch-log.ts';
import { closingSlot, nextSlot, type Reference } from '../../lambdas/batches/next-slot.ts';
import type { Slot } from '../../lambdas/batches/slot.ts';
import { batchId } from '../../lambdas/events/batch-id.ts';

const now = new Date('2026-11-29T12:00:20.000Z');
const options = {
  partition: 'date=2026-11-29/',
  limits: { events: 10, bytes: 1_000, seconds: 60 },
  now,
};

const references = (count: number, bytes = 10): Reference[] =>
  Array.from({ length: count }, (_, n) => ({
    id: `evt_${n}`,
    acceptedAt: new Date(Date.parse('2026-11-29T12:00:00.000Z') + n).toISOString(),
    bytes,
  }));

const planned = (last: Slot | undefined, given: readonly Reference[], limits = options.limits) =>
  nextSlot(last, given, { ...options, limits });

describe('the first slot of a log', () => {
  const { slot, takenCount } = planned(undefined, references(3));

  it('opens a batch whose age starts with its first event', () => {
    expect(takenCount).toBe(3);
    expect(slot).toMatchObject({
      number: 0,
      bytes: 30,
      firstAcceptedAt: '2026-11-29T12:00:00.000Z',
      latestAcceptedAt: '2026-11-29T12:00:00.002Z',
      batch: {
        first: 0,
        events: 3,
        bytes: 30,
        latestAcceptedBefore: '',
        dueAt: '2026-11-29T12:01:00.000Z',
      },
    });
    expect(slot.cut).toBeUndefined();
  });

  it('is not due before the run that wrote it has ended', () => {
    const late = nextSlot(undefined, references(1), {
      ...options,
      now: new Date('2026-11-29T13:00:00.000Z'),
    });
    expect(late.slot.batch.dueAt).toBe('2026-11-29T13:00:35.000Z');
  });

  it('is due by the clock of the run when the clock of the publisher was ahead', () => {
    const early = nextSlot(undefined, references(1), {
      ...options,
      now: new Date('2026-11-29T11:00:00.000Z'),
    });
    expect(early.slot.batch.dueAt).toBe('2026-11-29T11:01:00.000Z');
  });
});

describe('a slot after another', () => {
  const { slot: first } = planned(undefined, references(3));

  it('continues an open batch', () => {
    const { slot } = planned(first, references(2));
    expect(slot).toMatchObject({ number: 1, batch: { first: 0, events: 5, bytes: 50 } });
  });

  it('opens a batch after one that was closed', () => {
    const { slot } = planned(closingSlot(first, now), references(2));
    expect(slot).toMatchObject({
      number: 2,
      batch: { first: 2, events: 2, latestAcceptedBefore: '2026-11-29T12:00:00.002Z' },
    });
  });
});

describe('references beyond a limit', () => {
  it.each([
    { given: references(10), takenCount: 10, cut: 'count' },
    { given: references(12), takenCount: 10, cut: 'count' },
    { given: references(5, 200), takenCount: 5, cut: 'bytes' },
    { given: references(5, 300), takenCount: 3, cut: 'bytes' },
    { given: references(2, 5_000), takenCount: 1, cut: 'bytes' },
  ])(
    '$given.length of $given.0.bytes bytes: $takenCount are taken',
    ({ given, takenCount, cut }) => {
      const plan = planned(undefined, given);
      expect(plan.takenCount).toBe(takenCount);
      expect(plan.slot.cut).toBe(cut);
    },
  );

  it('close an open batch and are not in it', () => {
    const { slot: open } = planned(undefined, references(2));
    const plan = planned(open, references(1, 5_000));
    expect(plan).toMatchObject({
      takenCount: 0,
      slot: { cut: 'bytes', batch: { first: 0, events: 2 } },
    });
  });

  it('close a batch that exceeds a limit that was lowered', () => {
    const { slot: open } = planned(undefined, references(5));
    const plan = planned(open, references(1), { ...options.limits, events: 3 });
    expect(plan).toMatchObject({ takenCount: 0, slot: { cut: 'count' } });
  });

  it('are divided into slots that DynamoDB can store', () => {
    const limits = { events: 50_000, bytes: 67_108_864, seconds: 60 };
    const { slot, takenCount } = planned(undefined, references(50_000), limits);
    expect(takenCount).toBeLessThan(20_000);
    expect(slot.cut).toBeUndefined();
  });
});

describe('the names of a batch', () => {
  const name = {
    tenantKey: 'acme/01K',
    destinationKey: 'des_1/01L',
    partition: 'date=2026-11-29/',
    acceptedAt: '2026-11-29T12:00:00.000Z',
  };

  it('contain its tenant and destination', () => {
    expect(parseLogOwner(logKey(name))).toEqual({
      tenant_id: 'acme',
      tenant_incarnation: '01K',
      destination_id: 'des_1',
      incarnation: '01L',
    });
  });

  it('depend on the log and the number of the first slot only', () => {
    const ids = [
      batchId(logKey(name), 0, '2026-11-29T12:00:00.000Z'),
      batchId(logKey(name), 0, '2026-11-29T12:00:00.000Z'),
      batchId(logKey(name), 1, '2026-11-29T12:00:00.000Z'),
      batchId(logKey({ ...name, partition: '' }), 0, '2026-11-29T12:00:00.000Z'),
    ];
    expect(ids[0]).toBe(ids[1]);
    expect(new Set(ids).size).toBe(3);
    expect(ids.every((id) => /^bat_01[0-9A-HJKMNP-TV-Z]{24}$/.test(id))).toBe(true);
  });
});

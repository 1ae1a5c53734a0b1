import { describe, expect, test } from 'vitest';
import type { Destination } from '../../lambdas/destinations/destination.ts';
import type { Filter } from '../../lambdas/filters/filter.ts';
import { decideFilter, filterDocument } from '../../lambdas/filters/filter-match.ts';
import {
  MAX_STEPS,
  OverWorkLimit,
  WORK_LIMIT,
  WorkLimit,
} from '../../lambdas/platform/rate-limit/work-limit.ts';
import { decide, decideDestinations, topicMatches } from '../../lambdas/publishing/match.ts';
import type { Publication } from '../../lambdas/publishing/parse-event.ts';
import { HEAVY_DATA, heavyFilter } from '../filters/builders.ts';
import { aDestination, anEvent, NOW } from '../support/builders.ts';

describe('topics', () => {
  test.each([
    [['orders'], 'orders', true],
    [['orders'], 'order', false],
    [['orders', 'users'], 'users', true],
    [['*'], 'anything', true],
    [['orders'], '*', true],
    [['orders'], '', true],
    [['user.*'], 'user.created', true],
    [['user.*'], 'user.', true],
    [['user.*'], 'users', false],
    [['*.created'], 'user.account.created', true],
    [['a*b*c'], 'a-b-b-c', true],
    [['a*b*c'], 'acb', false],
    [['ab*ba'], 'aba', false],
    [['a**c'], 'abc', true],
    [[], 'orders', false],
  ])('%j and %j: %s', (subscription, topic, expected) => {
    expect(topicMatches(subscription, topic)).toBe(expected);
  });

  test('matches a crafted pattern quickly', () => {
    expect(topicMatches(['*a'.repeat(60)], `${'a'.repeat(128)}b`)).toBe(false);
  });
});

const wouldWant = async (destination: Destination, publication: Publication) =>
  (await decideDestinations([destination], publication, new WorkLimit(() => NOW))).get(
    destination.id,
  ) ?? false;

describe('a destination', () => {
  const publication = { event: anEvent({ topic: 'orders' }), destination_id: undefined };

  test('wants an event of its topics', async () => {
    expect(await wouldWant(aDestination({ topics: ['orders'] }), publication)).toBe(true);
    expect(await wouldWant(aDestination({ topics: ['users'] }), publication)).toBe(false);
  });

  test('does not want an event that names another destination', async () => {
    expect(await wouldWant(aDestination(), { ...publication, destination_id: 'des_1' })).toBe(true);
    expect(await wouldWant(aDestination(), { ...publication, destination_id: 'des_2' })).toBe(
      false,
    );
  });

  test('that an event names does not match it if its topic does not match', async () => {
    const meant = { ...publication, destination_id: 'des_1' };
    expect(await wouldWant(aDestination({ topics: ['users'] }), meant)).toBe(false);
  });

  test('wants the events that its filter matches', async () => {
    const filter = { data: { order_id: '123' }, topic: 'orders' };
    const other = { event: anEvent({ data: '{"order_id":"124"}' }), destination_id: undefined };
    expect(await wouldWant(aDestination({ filter }), publication)).toBe(true);
    expect(await wouldWant(aDestination({ filter }), other)).toBe(false);
    expect(await wouldWant(aDestination({ filter, topics: ['users'] }), publication)).toBe(false);
    expect(await wouldWant(aDestination({ filter }), { ...other, destination_id: 'des_1' })).toBe(
      false,
    );
  });

  test('whose filter exceeds the step budget is undecided', async () => {
    const heavy = { event: anEvent({ data: HEAVY_DATA }), destination_id: undefined };
    const destination = aDestination({ filter: heavyFilter(), topics: ['orders'] });
    expect(await wouldWant(destination, heavy)).toBe('undecided');
    expect(await wouldWant({ ...destination, topics: ['users'] }, heavy)).toBe(false);
  });

  test('without a filter never causes the data to be read', async () => {
    const unparsed = { event: anEvent({ data: 'not JSON' }), destination_id: undefined };
    expect(await wouldWant(aDestination(), unparsed)).toBe(true);
    await expect(wouldWant(aDestination({ filter: { id: 'evt_1' } }), unparsed)).rejects.toThrow(
      SyntaxError,
    );
  });
});

const many = <T>(length: number, one: (n: number) => T): T[] =>
  Array.from({ length }, (_, n) => one(n));

/** Sums the steps charged to tenants. */
class CountedWork extends WorkLimit {
  steps = 0;

  override charge(name: string, steps: number): void {
    this.steps += steps;
    super.charge(name, steps);
  }
}

const work = () => new CountedWork(() => NOW);

const destinations = (filters: readonly (Filter | undefined)[]) =>
  filters.map((filter, n) =>
    aDestination({ id: `des_${n}`, ...(filter !== undefined && { filter }) }),
  );

/** A filter that compares each element of a list with `conditions` texts, without a match. */
const comparing = (conditions: number): Filter => ({
  data: { a: { $or: many(conditions, () => ({ b: { $gt: 'b1' } })) } },
});

const listOf = (length: number) =>
  anEvent({ data: JSON.stringify({ a: many(length, () => ({ b: 'aaaaaaaaaa' })) }) });

test('all filters of a tenant together share one step budget per event', async () => {
  const hostile = destinations(many(20, () => comparing(60)));
  const counted = work();
  const wants = await decide(hostile, listOf(13_000), counted);
  expect([...wants.values()]).toEqual(many(20, () => 'undecided'));
  // The data is parsed once. Each stopped filter has exceeded its limit by one condition.
  expect(counted.steps).toBeLessThan(MAX_STEPS * 1.2);
});

test.each([
  ['before', [{ data: { a: [] } }, heavyFilter(), heavyFilter()], 0],
  ['behind', [...many(20, heavyFilter), { topic: 'orders' }, undefined], 20],
])('evaluates a cheap filter that is %s costly ones', async (_name, filters, place) => {
  const wants = await decide(
    destinations(filters),
    anEvent({ data: HEAVY_DATA, topic: 'orders' }),
    work(),
  );
  const cheap = [...wants.values()].slice(place, place + (filters.length > 20 ? 2 : 1));
  expect(cheap).not.toContain('undecided');
});

test('decides a filter that takes many steps after even costlier ones', async () => {
  const event = listOf(13_000);
  const dear = { data: { a: { b: 'aaaaaaaaab' } } };
  expect(decideFilter(dear, filterDocument(event)).steps).toBeGreaterThan(20_000);
  const wants = await decide(destinations([...many(10, () => comparing(60)), dear]), event, work());
  expect(wants.get('des_10')).toBe(false);
  expect(wants.get('des_0')).toBe('undecided');
});

test('the decision depends only on the filters and the event, not on earlier work of the instance', async () => {
  const filters = destinations(many(20, (n) => comparing(n * 3 + 1)));
  const used = work();
  used.charge('acme', WORK_LIMIT.atOnce / 2);
  const [first, second] = await Promise.all([
    decide(filters, listOf(5_000), work()),
    decide(filters, listOf(5_000), used),
  ]);
  expect([...second]).toEqual([...first]);
  expect(new Set(first.values())).toEqual(new Set([false, 'undecided']));
});

test('a thousand ordinary filters are all decided', async () => {
  const all = destinations(many(1_000, (n) => ({ data: { n: { $gte: n } } })));
  const wants = await decide(all, anEvent({ data: '{"n":500}' }), work());
  expect([...wants.values()].filter((want) => want === true)).toHaveLength(501);
});

test('throws for a tenant over its work limit, and decides for others', async () => {
  const spent = work();
  spent.charge('acme', WORK_LIMIT.atOnce + WORK_LIMIT.perSecond * 2);
  const filters = destinations([{ topic: 'orders' }]);
  const deciding = decide(filters, anEvent({ topic: 'orders' }), spent);
  await expect(deciding).rejects.toThrow(OverWorkLimit);
  await expect(deciding).rejects.toMatchObject({ kind: 'over_limit', waitSeconds: 2 });
  const other = decide(filters, anEvent({ tenant_id: 'globex', topic: 'orders' }), spent);
  expect((await other).get('des_0')).toBe(true);
  // Without filters there is nothing to compute.
  expect((await decide(destinations([undefined]), anEvent(), spent)).get('des_0')).toBe(true);
});

test('other tenants run between two slices of work', async () => {
  const shared = work();
  const order: string[] = [];
  const hostile = decide(destinations(many(20, () => comparing(60))), listOf(13_000), shared);
  const quiet = decide(destinations([{ topic: 'x' }]), anEvent({ tenant_id: 'globex' }), shared);
  await Promise.all([
    hostile.then(() => order.push('hostile')),
    quiet.then(() => order.push('quiet')),
  ]);
  expect(order).toEqual(['quiet', 'hostile']);
});

test('starts only as many concurrent costly events as the work limit allows', async () => {
  const shared = work();
  const hostile = destinations(many(20, () => comparing(60)));
  const outcomes = await Promise.allSettled(many(6, () => decide(hostile, listOf(5_000), shared)));
  const done = outcomes.filter(({ status }) => status === 'fulfilled');
  expect(done.length).toBeGreaterThanOrEqual(1);
  expect(done.length).toBeLessThanOrEqual(4);
  expect(shared.steps).toBeLessThan(WORK_LIMIT.atOnce * 2);
});

test('decides an event whose data is slow to parse, and charges the tenant for parsing', async () => {
  let seconds = 0;
  const shared = new WorkLimit(() => new Date(seconds * 1_000));
  const { data, ...facts } = listOf(13_000);
  const slow = {
    ...facts,
    /** Reading it takes four seconds. */
    get data() {
      seconds += 4;
      return data;
    },
  };
  const filters = destinations([comparing(60), { topic: 'orders' }]);
  const wants = await decide(filters, slow, shared);
  expect([...wants.values()]).toEqual(['undecided', true]);
  // The parsing cost is charged to the tenant's next event.
  await expect(decide(filters, listOf(1), shared)).rejects.toThrow(OverWorkLimit);
});

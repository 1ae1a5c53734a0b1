import { describe, expect, test } from 'vitest';
import type { Destination } from '../../lambdas/destinations/destination.ts';
import { WorkLimit } from '../../lambdas/platform/rate-limit/work-limit.ts';
import { wantedBy } from '../../lambdas/publishing/match.ts';
import type { Publication } from '../../lambdas/publishing/parse-event.ts';
import { topicMatches } from '../../lambdas/publishing/topic-match.ts';
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
  (await wantedBy([destination], publication, new WorkLimit(() => NOW))).get(destination.id) ??
  false;

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

  test('that an event names does not want it when the topic does not match', async () => {
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

import { describe, expect, test } from 'vitest';
import { links, routeOf } from '../../portal/routes.ts';

test.each([
  ['', 'destinations'],
  ['#/', 'destinations'],
  ['#/destinations', 'destinations'],
  ['#/destinations/new', 'new-destination'],
  ['#/destinations/des_1', 'destination'],
  ['#/destinations/des_1/edit', 'edit-destination'],
  ['#/events', 'events'],
  ['#/events/evt_1', 'event'],
  ['#/elsewhere', 'not-found'],
  ['#/destinations/des_1/delete', 'not-found'],
  ['#/destinations/des_1/edit/more', 'not-found'],
  ['#/events/evt_1/data', 'not-found'],
  ['#/destinations/..', 'not-found'],
  ['#/destinations/./edit', 'not-found'],
  ['#/events/..%2Fdestinations', 'not-found'],
  ['#/events/a%2F.%2Fb', 'not-found'],
  ['#/events/a..%2F.b', 'event'],
])('%j opens %s', (fragment, screen) => {
  expect(routeOf(fragment)).toMatchObject({ screen });
});

describe('an id may contain any character', () => {
  test.each(['des_1', 'orders/2026/1', 'a?b#c%d&e', '100%', 'größe'])('%j', (id) => {
    expect(routeOf(links.destination(id))).toEqual({ screen: 'destination', id });
    expect(routeOf(links.editDestination(id))).toEqual({ screen: 'edit-destination', id });
    expect(routeOf(links.event(id))).toEqual({ screen: 'event', id });
  });
});

test('an address that is not well encoded is read as it is', () => {
  expect(routeOf('#/events/100%')).toEqual({ screen: 'event', id: '100%' });
});

test('a search is in the address of the list', () => {
  const route = routeOf(links.search('a&b ?'));
  expect(route.screen === 'destinations' && route.query.get('search')).toBe('a&b ?');
});

test('the filters of a screen are in its address', () => {
  const route = routeOf(links.events({ destination_id: 'des_1', topic: 'a&b' }));
  expect(route.screen === 'events' && [...route.query]).toEqual([
    ['destination_id', 'des_1'],
    ['topic', 'a&b'],
  ]);
});

import { expect, test } from 'vitest';
import { openingIn } from '../../portal/fragment.ts';

test('a fragment that opens the portal has a link, a screen and a theme', () => {
  expect(openingIn('#link=ey.J.x&to=%2Fdestinations&theme=dark')).toEqual({
    link: 'ey.J.x',
    to: '/destinations',
    theme: 'dark',
  });
});

test('unknown themes and empty members are ignored', () => {
  expect(openingIn('#link=&to=&theme=neon')).toEqual({});
});

test.each(['', '#', '#/destinations', '#/events?link=1'])('%j is ignored', (fragment) => {
  expect(openingIn(fragment)).toBeUndefined();
});

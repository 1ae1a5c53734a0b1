import { describe, expect, test } from 'vitest';
import { isListed, renewalIn } from '../../portal/session-messages.ts';

const own = 'https://events.example.com';

describe('an origin is listed', () => {
  test.each([
    ['https://app.example.com', 'https://app.example.com'],
    ['https://app.example.com', 'https://app.example.com/'],
    ['https://eu.app.example.com', 'https://*.example.com'],
    ['http://localhost:5173', 'http://localhost:*'],
    ['http://localhost', 'http://localhost:*'],
    ['https://eu.example.com', 'https://*.example.com:*'],
    [own, "'self'"],
  ])('%s by %s', (origin, source) => {
    expect(isListed(origin, [source], own)).toBe(true);
  });
});

describe('an origin is not listed', () => {
  test.each([
    ['https://evil.example', 'https://app.example.com'],
    ['https://app.example.com.evil.example', 'https://app.example.com'],
    ['https://appxexample.com', 'https://app.example.com'],
    ['https://example.com', 'https://*.example.com'],
    ['https://evil.example/.example.com', 'https://*.example.com'],
    ['http://app.example.com', 'https://app.example.com'],
    ['https://example.com.evil.example', 'https://example.com:*'],
    ['https://example.com:8443', 'https://example.com'],
    ['null', "'none'"],
    ['https://evil.example', "'self'"],
  ])('%s by %s', (origin, source) => {
    expect(isListed(origin, [source], own)).toBe(false);
  });

  test('when no origins are configured', () => {
    expect(isListed(own, [], own)).toBe(false);
  });
});

test('the page that frames the portal answers with the URL that opens it', () => {
  const redirect_url = 'https://events.example.com/portal#link=abc&theme=dark';
  expect(renewalIn({ type: 'waybill:session', redirect_url })).toBe('abc');
});

test.each([
  null,
  'waybill:session',
  { type: 'waybill:session' },
  { type: 'waybill:session', redirect_url: 1 },
  { type: 'waybill:session', redirect_url: 'https://events.example.com/portal' },
  { type: 'other', redirect_url: 'https://events.example.com/portal#link=abc' },
])('other messages are ignored: %j', (message) => {
  expect(renewalIn(message)).toBeUndefined();
});

import type { IncomingHttpHeaders } from 'node:http';

/** In seconds. No delay of a retry schedule is longer. */
const maxSeconds = 86_400;

/**
 * Returns the seconds after which a store asks to be retried (RFC 9110 section 10.2.3), at most
 * one day; undefined when it does not say. A date is relative to the response's own `Date`,
 * independent of our clock.
 */
export const retryAfter = (headers: IncomingHttpHeaders): number | undefined => {
  const text = headers['retry-after'] ?? '';
  const seconds = /^\d{1,10}$/.test(text)
    ? Number(text)
    : Math.ceil((Date.parse(text) - Date.parse(headers.date ?? '')) / 1_000);
  return seconds > 0 ? Math.min(seconds, maxSeconds) : undefined;
};

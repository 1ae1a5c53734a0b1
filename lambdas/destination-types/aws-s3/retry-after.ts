import type { IncomingHttpHeaders } from 'node:http';

/** Seconds: no wait of a retry schedule is longer. */
const longest = 86_400;

/**
 * Seconds after which a store wants to be asked again (RFC 9110 section 10.2.3), a day at most;
 * undefined when it does not say. A date counts from the answer's own, whatever our clock says.
 */
export const retryAfter = (headers: IncomingHttpHeaders): number | undefined => {
  const text = headers['retry-after'] ?? '';
  const seconds = /^\d{1,10}$/.test(text)
    ? Number(text)
    : Math.ceil((Date.parse(text) - Date.parse(headers.date ?? '')) / 1_000);
  return seconds > 0 ? Math.min(seconds, longest) : undefined;
};

import { HttpError } from '../platform/http/http-error.ts';
import type { Destination } from './destination.ts';

/** The current `ETag` of a destination (RFC 9110, section 8.8.3). */
export const etag = ({ incarnation, revision }: Destination): string =>
  incarnation === undefined ? `"${revision}"` : `"${incarnation}-${revision}"`;

/**
 * Checks an `If-Match` header (RFC 9110, section 13.1.1), if present.
 *
 * @throws HttpError 412 if the destination has changed
 */
export function checkIfMatch(ifMatch: string | undefined, destination: Destination): void {
  if (ifMatch === undefined || ifMatch.trim() === '*') return;
  const tags = ifMatch.split(',').map((tag) => tag.trim());
  if (!tags.includes(etag(destination))) {
    throw new HttpError(
      412,
      'destination has changed: read it again, and send its ETag in If-Match',
    );
  }
}

import { HttpError } from '../platform/http/http-error.ts';
import type { Destination } from './destination.ts';

/** The `ETag` of a destination as it is now (RFC 9110, section 8.8.3). */
export const etag = ({ incarnation, revision }: Destination): string =>
  incarnation === undefined ? `"${revision}"` : `"${incarnation}-${revision}"`;

/**
 * Checks an `If-Match` header (RFC 9110, section 13.1.1), if there is one.
 *
 * @throws HttpFault 412 when the destination is not as the caller knows it
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

import { HttpFault } from '../runtime/http-fault.ts';
import type { Destination } from './destination.ts';

/** The `ETag` of a destination as it is now (RFC 9110, section 8.8.3). */
export const entityTag = ({ incarnation, revision }: Destination): string =>
  incarnation === undefined ? `"${revision}"` : `"${incarnation}-${revision}"`;

/**
 * Checks an `If-Match` header (RFC 9110, section 13.1.1), if there is one.
 *
 * @throws HttpFault 412 when the destination is not as the caller knows it
 */
export function checkMatch(ifMatch: string | undefined, destination: Destination): void {
  if (ifMatch === undefined || ifMatch.trim() === '*') return;
  const tags = ifMatch.split(',').map((tag) => tag.trim());
  if (!tags.includes(entityTag(destination))) {
    throw new HttpFault(
      412,
      'destination has changed: read it again, and send its ETag in If-Match',
    );
  }
}

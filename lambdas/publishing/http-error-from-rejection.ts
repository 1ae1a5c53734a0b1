import { HttpError, validationError } from '../platform/http/http-error.ts';
import type { Rejection } from './parse-event.ts';

/** Maps a rejected event to its HTTP error: 400, 413 or 422. */
export function httpErrorFromRejection({ kind, faults }: Rejection): HttpError {
  switch (kind) {
    case 'malformed':
      return new HttpError(400, `invalid JSON: ${faults.join('; ')}`);
    case 'too-large':
      return new HttpError(413, faults.join('; '));
    case 'invalid':
      return validationError(faults);
  }
}

import { HttpError, validationError } from '../platform/http/http-error.ts';
import type { Rejection } from './parse-event.ts';

/** Maps a rejected event to its HTTP error: 400, 413 or 422. */
export function httpErrorFromRejection({ kind, errors }: Rejection): HttpError {
  switch (kind) {
    case 'malformed':
      return new HttpError(400, `invalid JSON: ${errors.join('; ')}`);
    case 'too-large':
      return new HttpError(413, errors.join('; '));
    case 'invalid':
      return validationError(errors);
  }
}

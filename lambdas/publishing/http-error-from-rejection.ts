import { HttpError, validationError } from '../platform/http/http-error.ts';
import type { Rejection } from './parse-event.ts';

/** How HTTP answers an event that is not accepted. */
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

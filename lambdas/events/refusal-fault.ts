import { HttpFault, invalid } from '../runtime/http-fault.ts';
import type { Refusal } from './read-event.ts';

/** How HTTP answers an event that is not accepted. */
export function faultOf({ kind, faults }: Refusal): HttpFault {
  switch (kind) {
    case 'malformed':
      return new HttpFault(400, `invalid JSON: ${faults.join('; ')}`);
    case 'too-large':
      return new HttpFault(413, faults.join('; '));
    case 'invalid':
      return invalid(faults);
  }
}

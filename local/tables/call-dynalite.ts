import { EventEmitter } from 'node:events';
import {
  DirectResponse,
  type Responder,
  type ServiceRequest,
  type ServiceResponse,
} from '../direct-response.ts';

/** Passes a request to dynalite directly, without a connection. This takes a third less time. */
export function callDynalite(
  handle: (request: EventEmitter, response: Responder) => void,
  { method, path: url, headers, body }: ServiceRequest,
): Promise<ServiceResponse> {
  const incoming = Object.assign(new EventEmitter(), { method, url, headers });
  const response = new DirectResponse();
  handle(incoming, response);
  incoming.emit('data', body);
  incoming.emit('end');
  return response.sent;
}

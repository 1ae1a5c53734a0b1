import { EventEmitter } from 'node:events';
import {
  DirectResponse,
  type Responder,
  type ServiceAnswer,
  type ServiceRequest,
} from '../direct-response.ts';

/** Has dynalite handle a request as if received from a connection, which takes a third less time. */
export function askDynalite(
  handle: (request: EventEmitter, response: Responder) => void,
  { method, path: url, headers, body }: ServiceRequest,
): Promise<ServiceAnswer> {
  const incoming = Object.assign(new EventEmitter(), { method, url, headers });
  const response = new DirectResponse();
  handle(incoming, response);
  incoming.emit('data', body);
  incoming.emit('end');
  return response.answer;
}

import { type Agent, request as httpRequest } from 'node:http';
import { buffer } from 'node:stream/consumers';
import type { ServiceRequest, ServiceResponse } from '../../local/direct-response.ts';

/**
 * Forwards a request unchanged.
 *
 * @throws Error when there is no response
 */
export async function exchanged(
  url: string,
  { method, path, headers, body }: ServiceRequest,
  agent: Agent,
): Promise<ServiceResponse> {
  const { promise, resolve, reject } = Promise.withResolvers<ServiceResponse>();
  const length = { 'content-length': String(body.length) };
  const request = httpRequest(url + path, { method, headers: { ...headers, ...length }, agent });
  request.on('error', reject);
  request.on('response', (response) => {
    const { statusCode: status = 0, headers: answered } = response;
    buffer(response).then((read) => resolve({ status, headers: answered, body: read }), reject);
  });
  request.end(body);
  return promise;
}

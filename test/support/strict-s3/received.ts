import type { IncomingMessage } from 'node:http';
import { buffer } from 'node:stream/consumers';
import type { ServiceRequest } from '../../../local/direct-response.ts';

/** A request as received. */
export interface Received {
  readonly method: string;
  /** Still percent-encoded. */
  readonly path: string;
  readonly query: string;
  /** Header names in lower case; the values of a repeated name are joined by a comma. */
  readonly headers: ReadonlyMap<string, string>;
  /** Total bytes of all header lines. */
  readonly headerBytes: number;
  readonly body: Buffer;
}

/** Reads a request completely. */
export const received = async (request: IncomingMessage): Promise<Received> =>
  receivedFrom(request, request.rawHeaders, await buffer(request));

/** A request that came without a connection. */
export const receivedDirectly = ({ method, path: url, headers, body }: ServiceRequest): Received =>
  receivedFrom(
    { method, url },
    Object.entries(headers).flatMap(([name, value]) => [name, String(value)]),
    body,
  );

const receivedFrom = (
  { method = '', url = '' }: Pick<IncomingMessage, 'method' | 'url'>,
  rawHeaders: readonly string[],
  body: Buffer,
): Received => {
  const headers = new Map<string, string>();
  for (let at = 0; at < rawHeaders.length; at += 2) {
    const name = (rawHeaders[at] ?? '').toLowerCase();
    const value = rawHeaders[at + 1] ?? '';
    headers.set(name, headers.has(name) ? `${headers.get(name)},${value}` : value);
  }
  const [path = '', query = ''] = url.split('?', 2);
  return {
    ...{ method, path, query, headers, body },
    headerBytes: rawHeaders.reduce((sum, text) => sum + text.length + 2, 0),
  };
};

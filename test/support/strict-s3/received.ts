import type { IncomingMessage } from 'node:http';
import { buffer } from 'node:stream/consumers';

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
export const received = async (request: IncomingMessage): Promise<Received> => {
  const headers = new Map<string, string>();
  for (let at = 0; at < request.rawHeaders.length; at += 2) {
    const name = (request.rawHeaders[at] ?? '').toLowerCase();
    const value = request.rawHeaders[at + 1] ?? '';
    headers.set(name, headers.has(name) ? `${headers.get(name)},${value}` : value);
  }
  const [path = '', query = ''] = (request.url ?? '').split('?', 2);
  return {
    ...{ method: request.method ?? '', path, query, headers },
    headerBytes: request.rawHeaders.reduce((sum, text) => sum + text.length + 2, 0),
    body: await buffer(request),
  };
};

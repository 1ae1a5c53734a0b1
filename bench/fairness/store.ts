import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { close, listen } from '../../local/listen.ts';

/** The buckets of the store. */
export type Bucket = 'quick' | 'slow';

/**
 * An S3-compatible store for benchmarks. It responds after a configured delay and checks nothing.
 */
export interface Store {
  readonly url: string;
  /** Resolves when there is an object with that key. */
  stored(key: string): Promise<void>;
  stop(): Promise<void>;
}

/** @param delaysMs milliseconds that each bucket takes per object */
export const startStore = async (delaysMs: Readonly<Record<Bucket, number>>): Promise<Store> => {
  const objects = new Map<string, PromiseWithResolvers<void>>();
  const object = (key: string): PromiseWithResolvers<void> => {
    const known = objects.get(key) ?? Promise.withResolvers();
    objects.set(key, known);
    return known;
  };
  const server = createServer(async (request, response) => {
    const [, bucket, key = ''] = (request.url ?? '').split(/[/?]/);
    await taken(request);
    await sleep(bucket === 'slow' ? delaysMs.slow : delaysMs.quick);
    if (request.method === 'PUT') object(key).resolve();
    answer(response);
  });
  const url = await listen(server, 0, 'the store');
  return { url, stored: (key) => object(key).promise, stop: () => close(server) };
};

const taken = async (request: IncomingMessage): Promise<void> => {
  request.resume();
  await once(request, 'end');
};

const answer = (response: ServerResponse): void => {
  if (response.destroyed) return;
  response.writeHead(200, { etag: '"99914b932bd37a50b983c5e7c90ae93b"' }).end();
};

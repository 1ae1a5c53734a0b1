import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { close, listen } from '../../local/listen.ts';

/** The buckets of the store. */
export type Bucket = 'quick' | 'slow' | 'limited';

/** How a bucket behaves. */
interface Behaviour {
  /** Milliseconds that it takes per object. */
  readonly delayMs: number;
  /** Concurrent writes above which it answers SlowDown. @default no limit */
  readonly mostAtOnce?: number;
}

/**
 * An S3-compatible store for benchmarks. It responds as configured and checks nothing.
 */
export interface Store {
  readonly url: string;
  /** Resolves when there is an object with that key. */
  stored(key: string): Promise<void>;
  /** The number of writes answered with SlowDown. */
  readonly slowDowns: () => number;
  stop(): Promise<void>;
}

export const startStore = async (
  buckets: Readonly<Partial<Record<Bucket, Behaviour>>>,
): Promise<Store> => {
  const behaviours = new Map<string, Behaviour>(Object.entries(buckets));
  const underWay = new Map<string, number>();
  let slowDowns = 0;
  const objects = new Map<string, PromiseWithResolvers<void>>();
  const object = (key: string): PromiseWithResolvers<void> => {
    const known = objects.get(key) ?? Promise.withResolvers();
    objects.set(key, known);
    return known;
  };
  const server = createServer(async (request, response) => {
    const [, bucket = '', key = ''] = (request.url ?? '').split(/[/?]/);
    await taken(request);
    const { delayMs = 0, mostAtOnce = Number.POSITIVE_INFINITY } = behaviours.get(bucket) ?? {};
    const others = underWay.get(bucket) ?? 0;
    if (others >= mostAtOnce) {
      slowDowns += 1;
      return answerSlowDown(response);
    }
    underWay.set(bucket, others + 1);
    await sleep(delayMs);
    underWay.set(bucket, (underWay.get(bucket) ?? 0) - 1);
    if (request.method === 'PUT') object(key).resolve();
    answer(response);
  });
  const url = await listen(server, 0, 'the store');
  return {
    url,
    stored: (key) => object(key).promise,
    slowDowns: () => slowDowns,
    stop: () => close(server),
  };
};

const taken = async (request: IncomingMessage): Promise<void> => {
  request.resume();
  await once(request, 'end');
};

const answer = (response: ServerResponse): void => {
  if (response.destroyed) return;
  response.writeHead(200, { etag: '"99914b932bd37a50b983c5e7c90ae93b"' }).end();
};

const answerSlowDown = (response: ServerResponse): void => {
  if (response.destroyed) return;
  response.writeHead(503, { 'content-type': 'application/xml' });
  response.end(
    '<Error><Code>SlowDown</Code><Message>Please reduce your request rate.</Message></Error>',
  );
};

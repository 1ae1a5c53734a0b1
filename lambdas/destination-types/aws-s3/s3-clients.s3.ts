import { lookup } from 'node:dns';
import { Agent as HttpAgent } from 'node:http';
import { Agent as HttpsAgent } from 'node:https';
import { S3Client } from '@aws-sdk/client-s3';
import { NodeHttpHandler } from '@smithy/node-http-handler';
import { LRUCache } from 'lru-cache';
import type { Place, WriterSettings } from '../destination-type.ts';
import { publicLookup } from './public-lookup.ts';

/** Milliseconds until a try is given up. */
export interface Timeouts {
  readonly connect: number;
  /** From the first byte sent to the head of the answer. */
  readonly answer: number;
}

/** Clients kept. Each costs some 50 KB; the destinations of one function are seldom more at a time. */
const mostClients = 200;

/** Connections per store. One function instance writes far fewer objects at once. */
const maxSockets = 100;

/** Gives the client for a place. */
export type ClientFor = (place: Place) => S3Client;

/** Makes clients and keeps them: one for each region, endpoint and credentials. */
export const s3Clients = (settings: WriterSettings, timeouts: Timeouts): ClientFor => {
  const aws = httpHandler(timeouts, {});
  const custom = settings.allowPrivateEndpoints
    ? aws
    : httpHandler(timeouts, { lookup: publicLookup(lookup) });
  // Evicted clients are not destroyed: that would close the handler they share.
  const clients = new LRUCache<string, S3Client>({ max: mostClients });
  return (place) => {
    const { region, endpoint } = place.config;
    const { key, secret, session } = place.credentials;
    const id = JSON.stringify([region, endpoint, key, secret, session]);
    const client = clients.get(id) ?? s3Client(place, endpoint ? custom : aws);
    clients.set(id, client);
    return client;
  };
};

const httpHandler = (
  { connect, answer }: Timeouts,
  options: ConstructorParameters<typeof HttpsAgent>[0],
): NodeHttpHandler =>
  new NodeHttpHandler({
    connectionTimeout: connect,
    requestTimeout: answer,
    socketTimeout: answer,
    throwOnRequestTimeout: true,
    httpAgent: new HttpAgent({ keepAlive: true, maxSockets, ...options }),
    httpsAgent: new HttpsAgent({ keepAlive: true, maxSockets, ...options }),
  });

const s3Client = ({ config, credentials }: Place, requestHandler: NodeHttpHandler): S3Client =>
  new S3Client({
    region: config.region ?? '',
    credentials: {
      accessKeyId: headerText(credentials.key ?? ''),
      secretAccessKey: credentials.secret ?? '',
      ...(credentials.session ? { sessionToken: headerText(credentials.session) } : {}),
    },
    ...(config.endpoint ? { endpoint: config.endpoint, forcePathStyle: true } : {}),
    requestHandler,
    // One attempt is one request: waiting and trying again is the queue's work.
    maxAttempts: 1,
    cacheMiddleware: true,
    // Several S3-compatible stores refuse the SDK's own checksums; against AWS the object brings its own.
    requestChecksumCalculation: 'WHEN_REQUIRED',
    responseChecksumValidation: 'WHEN_REQUIRED',
  });

/** Both travel in headers, which hold bytes: Node takes Latin-1 for them, and refuses anything else. */
const headerText = (text: string): string => Buffer.from(text).toString('latin1');

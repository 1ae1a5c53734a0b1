import type { LookupFunction } from 'node:net';
import { S3Client, type S3ClientConfig } from '@aws-sdk/client-s3';
import { LRUCache } from 'lru-cache';
import type { DestinationTarget, WriterSettings } from '../destination-type.ts';
import { dnsLookup } from './dns-lookup.ts';
import { endpointFault } from './endpoint.ts';
import { EndpointError } from './endpoint-error.ts';
import { httpAgents } from './http-agents.ts';
import type { Limits } from './http-exchange.ts';
import { sdkRequestHandler } from './sdk-request-handler.s3.ts';
import { ssrfLookup } from './ssrf-lookup.ts';

/** Clients kept. Each costs some 50 KB; the destinations of one function are seldom more at a time. */
const mostClients = 200;

/** How far clients go to reach a store. */
export interface Reach {
  readonly limits: Limits;
  /** How the host of a custom endpoint is found, where private ones are refused. */
  readonly lookup: LookupFunction;
}

/** Longer than S3 takes on a bad day, for stores that always do; the caller's signal may end a try sooner. */
const limits: Limits = { connect: 5_000, answer: 15_000, idle: 15_000, whole: 20_000 };

/** Reaches the public internet by its own name servers. */
export const internet = (): Reach => ({ limits, lookup: ssrfLookup(dnsLookup()) });

/** Gives the client for a place. */
export type ClientFor = (place: DestinationTarget) => S3Client;

type Handler = NonNullable<S3ClientConfig['requestHandler']>;

/** Makes clients and keeps them: one for each region, endpoint and credentials. */
export const s3Clients = (settings: WriterSettings, reach: Reach): ClientFor => {
  const handlers = handlersFor(settings, reach);
  // Evicted clients are not destroyed: that would close the handler they share.
  const clients = new LRUCache<string, S3Client>({ max: mostClients });
  return (place) => {
    const { region, endpoint } = place.config;
    const { key, secret, session } = place.credentials;
    const id = JSON.stringify([region, endpoint, key, secret, session]);
    const client = clients.get(id) ?? s3Client(place, endpoint ? handlers.custom : handlers.aws);
    clients.set(id, client);
    return client;
  };
};

/** Two, with connections of their own: those to AWS were made without looking where they lead. */
const handlersFor = (settings: WriterSettings, { limits, lookup }: Reach) => ({
  aws: sdkRequestHandler({ agents: httpAgents(), check: () => undefined }, limits),
  custom: sdkRequestHandler(
    {
      agents: httpAgents(),
      check: ({ protocol, hostname, port }) => {
        const fault = endpointFault(`${protocol}//${hostname}:${port ?? ''}`, settings);
        if (fault !== undefined) throw new EndpointError(fault);
      },
      ...(settings.allowPrivateEndpoints ? {} : { lookup }),
    },
    limits,
  ),
});

const s3Client = ({ config, credentials }: DestinationTarget, requestHandler: Handler): S3Client =>
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
    // The handler does not wait for leave to send a body, so it must not ask for it.
    expectContinueHeader: false,
    // Several S3-compatible stores refuse the SDK's own checksums; against AWS the object brings its own.
    requestChecksumCalculation: 'WHEN_REQUIRED',
    responseChecksumValidation: 'WHEN_REQUIRED',
  });

/** Both travel in headers, which hold bytes: Node takes Latin-1 for them, and refuses anything else. */
const headerText = (text: string): string => Buffer.from(text).toString('latin1');

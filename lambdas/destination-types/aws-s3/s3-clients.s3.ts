import type { LookupFunction } from 'node:net';
import { S3Client, type S3ClientConfig } from '@aws-sdk/client-s3';
import { LRUCache } from 'lru-cache';
import { httpAgents } from '../../platform/http/http-agents.ts';
import type { Limits } from '../../platform/http/http-exchange.ts';
import type { DestinationTarget, WriterSettings } from '../destination-type.ts';
import { EndpointError, endpointError } from './endpoint.ts';
import { sdkRequestHandler } from './sdk-request-handler.s3.ts';
import { dnsLookup, ssrfLookup } from './ssrf-lookup.ts';

/**
 * The maximum number of cached clients. Each takes about 50 KB; one function instance rarely
 * writes to more destinations at a time.
 */
const maxClients = 200;

/** The time limits and the host lookup of the clients. */
export interface Reach {
  readonly limits: Limits;
  /** Resolves the host of a custom endpoint when private endpoints are not allowed. */
  readonly lookup: LookupFunction;
}

/**
 * Longer than S3 takes on a bad day, for stores that are always slow. The caller's signal may end
 * an attempt sooner.
 */
const limits: Limits = { connect: 5_000, answer: 15_000, idle: 15_000, whole: 20_000 };

/** Reaches the public internet and resolves hosts with its own DNS client. */
export const internet = (): Reach => ({ limits, lookup: ssrfLookup(dnsLookup()) });

/** Returns the client for a destination. */
export type ClientFor = (destination: DestinationTarget) => S3Client;

type Handler = NonNullable<S3ClientConfig['requestHandler']>;

/** Creates and caches clients: one per region, endpoint and credentials. */
export const s3Clients = (settings: WriterSettings, reach: Reach): ClientFor => {
  const handlers = handlersFor(settings, reach);
  // Evicted clients are not destroyed: that would close the handler they share.
  const clients = new LRUCache<string, S3Client>({ max: maxClients });
  return (destination) => {
    const { region, endpoint } = destination.config;
    const { key, secret, session } = destination.credentials;
    const id = JSON.stringify([region, endpoint, key, secret, session]);
    const client =
      clients.get(id) ?? s3Client(destination, endpoint ? handlers.custom : handlers.aws);
    clients.set(id, client);
    return client;
  };
};

/**
 * Two handlers with separate connections: connections to AWS are made without checking the
 * address.
 */
const handlersFor = (settings: WriterSettings, { limits, lookup }: Reach) => ({
  aws: sdkRequestHandler({ agents: httpAgents(), check: () => undefined }, limits),
  custom: sdkRequestHandler(
    {
      agents: httpAgents(),
      check: ({ protocol, hostname, port }) => {
        const error = endpointError(`${protocol}//${hostname}:${port ?? ''}`, settings);
        if (error !== undefined) throw new EndpointError(error);
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
    // One attempt is one request. The queue handles delays and retries.
    maxAttempts: 1,
    cacheMiddleware: true,
    // The handler does not wait for `100 Continue` before it sends a body, so it must not request
    // it.
    expectContinueHeader: false,
    // Several S3-compatible stores reject the SDK's own checksums. For AWS, the object includes
    // its own.
    requestChecksumCalculation: 'WHEN_REQUIRED',
    responseChecksumValidation: 'WHEN_REQUIRED',
  });

/** Both are sent in headers, which contain bytes: Node accepts only Latin-1 there. */
const headerText = (text: string): string => Buffer.from(text).toString('latin1');

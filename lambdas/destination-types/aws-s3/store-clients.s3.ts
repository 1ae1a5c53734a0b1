import type { LookupFunction } from 'node:net';
import { LRUCache } from 'lru-cache';
import { customEndpointIn, endpointOptionsIn } from '../../platform/aws/calls/endpoints.ts';
import type { ObjectStore } from '../../platform/aws/calls/object-url.ts';
import type { Credentials } from '../../platform/aws/calls/sigv4.ts';
import { httpAgents } from '../../platform/http/http-agents.ts';
import type { Limits } from '../../platform/http/http-exchange.ts';
import type { Settings, WriterSettings } from '../destination-type.ts';
import { EndpointError, endpointError } from './endpoint.ts';
import { isPathStyle, networkOf } from './options/routing.ts';
import { dnsLookup, ssrfLookup } from './ssrf-lookup.ts';
import { type Connection, StoreClient } from './store-client.s3.ts';

/**
 * The maximum number of cached clients. One function instance rarely writes to more destinations
 * at a time.
 */
const maxClients = 200;

/** The time limits and the host lookup of the clients. */
export interface NetworkAccess {
  readonly limits: Limits;
  /** Resolves the host of a custom endpoint when private endpoints are not allowed. */
  readonly lookup: LookupFunction;
}

/**
 * Longer than S3 takes on a bad day, for stores that are always slow. The caller's signal may end
 * an attempt sooner.
 */
const limits: Limits = { connect: 5_000, response: 15_000, idle: 15_000, total: 20_000 };

/** Reaches the public internet and resolves hosts with its own DNS client. */
export const internet = (): NetworkAccess => ({ limits, lookup: ssrfLookup(dnsLookup()) });

/** Returns the client for a destination's store, which signs with these credentials. */
export type ClientFor = (config: Settings, credentials: Credentials) => StoreClient;

/** Creates and caches clients: one per store, as a config reaches it, and credentials. */
export const storeClients = (
  settings: WriterSettings,
  reach: NetworkAccess,
  now: () => Date,
): ClientFor => {
  const connections = connectionsFor(settings, reach);
  const clients = new LRUCache<string, StoreClient>({ max: maxClients });
  return (config, credentials) => {
    const { region, endpoint, addressing, network } = config;
    const { accessKeyId, secretAccessKey, sessionToken } = credentials;
    const store = [region, endpoint, addressing, network];
    const id = JSON.stringify([...store, accessKeyId, secretAccessKey, sessionToken]);
    const connection = endpoint ? connections.custom : connections.aws;
    const client =
      clients.get(id) ??
      new StoreClient(storeOf(config, process.env), credentials, connection, now);
    clients.set(id, client);
    return client;
  };
};

/**
 * Two connections, which share no sockets: connections to AWS are made without checking the
 * address.
 */
const connectionsFor = (settings: WriterSettings, { limits, lookup }: NetworkAccess) => ({
  aws: { agents: httpAgents(), limits, check: () => undefined } satisfies Connection,
  custom: {
    agents: httpAgents(),
    limits,
    check: ({ protocol, host }) => {
      const error = endpointError(`${protocol}//${host}`, settings);
      if (error !== undefined) throw new EndpointError(error);
    },
    ...(settings.allowPrivateEndpoints ? {} : { lookup }),
  } satisfies Connection,
});

/**
 * The environment variables for the endpoints of AWS apply only to destinations without a custom endpoint.
 */
export const storeOf = (config: Settings, env: NodeJS.ProcessEnv): ObjectStore => {
  const { region = '', endpoint } = config;
  if (endpoint) {
    const url = new URL(endpoint);
    const standard = { region, useFips: false, useDualStack: false };
    return { ...standard, endpoint: url, isPathStyle: isPathStyle(config) };
  }
  const ofEnvironment = customEndpointIn('s3', env);
  return {
    ...networkOf(config, endpointOptionsIn(region, env)),
    endpoint: ofEnvironment === undefined ? undefined : new URL(ofEnvironment),
  };
};

export const signedAs = ({ key = '', secret = '', session }: Settings): Credentials => ({
  accessKeyId: headerText(key),
  secretAccessKey: secret,
  ...(session && { sessionToken: headerText(session) }),
});

/** Both are sent in headers, which contain bytes: Node accepts only Latin-1 there. */
const headerText = (text: string): string => Buffer.from(text).toString('latin1');

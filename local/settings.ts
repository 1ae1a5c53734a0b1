import type { GivenBucket } from './buckets/local-bucket.ts';
import { usageError } from './local-stack-error.ts';
import { DEFAULTS, type LocalStackOptions } from './local-stack-options.ts';
import { own } from './own.ts';

/** Options of the local stack that come from environment variables. */
export type Settings = Omit<LocalStackOptions, 'context' | 'dataFolder' | 'log'>;

type Environment = Readonly<Record<string, string | undefined>>;

const BUCKET =
  /^(?!\d+\.\d+\.\d+\.\d+(?:@|$))(?!.*(\.\.|\.-|-\.))[a-z0-9][a-z0-9.-]{1,61}[a-z0-9](?:@\d{12})?$/;
const BUCKETS_ALLOWED =
  'S3 bucket names separated by commas, each with @<account id> if another account owns the bucket';
const TOPIC = /^[^*\p{Cc}]{1,128}$/u;
/** Characters that a header value can carry without quoting. */
const API_KEY = /^[\x21-\x7e]+$/;

/** Reads the settings; an invalid one is rejected with its name and the allowed values. */
export const readSettings = (environment: Environment): Settings => {
  const { TOPICS: topics, LOCAL_ROLES: roles } = environment;
  return {
    port: port(environment, 'PORT', DEFAULTS.port),
    awsPort: port(environment, 'LOCAL_AWS_PORT', DEFAULTS.awsPort),
    dynamodbPort: port(environment, 'LOCAL_DYNAMODB_PORT', DEFAULTS.dynamodbPort),
    kmsPort: port(environment, 'LOCAL_KMS_PORT', DEFAULTS.kmsPort),
    apiKey: apiKey(environment.API_KEY ?? DEFAULTS.apiKey),
    ...(topics !== undefined && { topics: topicsIn(topics) }),
    buckets: buckets(environment.LOCAL_BUCKETS),
    ...(roles !== undefined && { roles }),
  };
};

/** As in a deployment, an empty list allows any topic. */
const topicsIn = (given: string): readonly string[] =>
  given.trim() === ''
    ? []
    : list('TOPICS', given, TOPIC, 'topics separated by commas, such as orders,users');

const port = (environment: Environment, name: string, fallback: number): number => {
  const given = own(environment, name);
  if (given === undefined) return fallback;
  const number = Number(given);
  if (!/^\d+$/.test(given) || number > 65_535) {
    throw wrong(name, given, 'a port from 1 to 65535, or 0 for any free port');
  }
  return number;
};

const apiKey = (given: string): string => {
  if (!API_KEY.test(given)) {
    throw usageError('API_KEY must be printable ASCII characters without spaces');
  }
  return given;
};

const buckets = (given: string | undefined): readonly GivenBucket[] =>
  given === undefined
    ? DEFAULTS.buckets
    : list('LOCAL_BUCKETS', given, BUCKET, BUCKETS_ALLOWED).map(bucket);

const bucket = (given: string): GivenBucket => {
  const [name = '', owner] = given.split('@');
  return owner === undefined ? name : { name, owner };
};

const list = (name: string, given: string, item: RegExp, allowed: string): readonly string[] => {
  const items = given.split(',').map((text) => text.trim());
  if (!items.every((text) => item.test(text))) throw wrong(name, given, allowed);
  return items;
};

const wrong = (name: string, given: string, allowed: string) =>
  usageError(`${name} must be ${allowed}, not ${JSON.stringify(given)}`);

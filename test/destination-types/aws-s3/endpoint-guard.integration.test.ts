import { getCACertificates, setDefaultCACertificates } from 'node:tls';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { EndpointError } from '../../../lambdas/destination-types/aws-s3/endpoint.ts';
import { objectWriter } from '../../../lambdas/destination-types/aws-s3/object-writer.s3.ts';
import { dnsLookup, ssrfLookup } from '../../../lambdas/destination-types/aws-s3/ssrf-lookup.ts';
import {
  signedAs,
  storeClients,
} from '../../../lambdas/destination-types/aws-s3/store-clients.s3.ts';
import { objectVerifier } from '../../../lambdas/destination-types/aws-s3/verification/object-verifier.s3.ts';
import { aCertificate } from '../../support/certificate.ts';
import { type NameServer, startNameServer } from '../../support/name-server.ts';
import { resets } from '../../support/strict-s3/scripts.ts';
import { type StrictS3, startStrictS3 } from '../../support/strict-s3.ts';
import {
  accessKey,
  anEvent,
  aPlace,
  guarded,
  patient as limits,
  open,
  present,
  untimed,
} from './builders.ts';

/** The answer of the name server for every name; tests change it. */
let addresses: readonly string[] | undefined = [];
let nameServer: NameServer;
let s3: StrictS3;
beforeAll(async () => {
  const certificate = aCertificate('store.example.com');
  setDefaultCACertificates([...getCACertificates('default'), certificate.cert]);
  s3 = await startStrictS3({ accessKeys: [accessKey], certificate });
  nameServer = await startNameServer(() => addresses);
});
beforeEach(() => {
  s3.requests.length = 0;
});
afterEach(() => vi.unstubAllEnvs());
afterAll(async () => {
  await s3.stop();
  nameServer.stop();
});

const never = new AbortController().signal;
const settings = () => ({ ...guarded, allowedEndpointPorts: [s3.port] });
const here = (host = 'store.example.com') => aPlace({ endpoint: `https://${host}:${s3.port}` });

/** For which only the store's address is public. */
const storeOnly = (short = {}) => {
  const isPublic = (address: string) => address === '127.0.0.1';
  const lookup = ssrfLookup(dnsLookup(nameServer.resolver), isPublic);
  return { limits: { ...limits, ...short }, lookup };
};
const aWriter = (short = {}) => objectWriter(settings(), present, storeOnly(short));
const aVerifier = () => objectVerifier(settings(), present, storeOnly());

/** As deployed, except for the name server. */
const strict = () => ({ limits, lookup: ssrfLookup(dnsLookup(nameServer.resolver)) });
const aStrictWriter = () => objectWriter(settings(), present, strict());
const aStrictVerifier = () => objectVerifier(settings(), present, strict());

const refusal = (error: string) => ({
  kind: 'rejected',
  code: 'connection',
  message: `config.endpoint ${error}.`,
});
const notPublic = refusal('must resolve to a public address');

describe('a custom endpoint, when private endpoints are not allowed', () => {
  it('is reconnected to and checked again when a kept connection breaks', async () => {
    addresses = ['127.0.0.1'];
    const writer = aWriter();
    const write = () => writer.write(anEvent(), here(), never);
    expect(await write()).toMatchObject({ kind: 'delivered' });
    s3.answerNext(resets);
    expect(await write()).toMatchObject({ kind: 'delivered' });
    expect(s3.requests).toHaveLength(3);
    expect(await write()).toMatchObject({ kind: 'delivered' }); // keeps a connection again
    s3.answerNext(resets);
    addresses = ['10.0.0.1'];
    expect(await write()).toEqual(refusal('must resolve to a public address'));
  });

  it('is written to when its name resolves to a public address', async () => {
    addresses = ['127.0.0.1'];
    expect(await aWriter().write(anEvent(), here(), never)).toMatchObject({ kind: 'delivered' });
    expect(s3.requests).toHaveLength(1);
  });

  it('is looked up again for a new connection, and rejected when the answer is no longer public', async () => {
    const writer = aWriter();
    addresses = ['127.0.0.1'];
    s3.answerNext((response) =>
      response.setHeader('etag', '"x"').setHeader('connection', 'close').end(),
    );
    expect(await writer.write(anEvent(), here(), never)).toMatchObject({ kind: 'delivered' });
    addresses = ['127.0.0.2'];
    expect(await writer.write(anEvent(), here(), never)).toEqual(notPublic);
    expect((await aVerifier().verify(here(), never)).result).toEqual(notPublic);
    expect(s3.requests).toHaveLength(1);
  });

  it('is not looked up for a connection that was kept', async () => {
    const writer = aWriter();
    addresses = ['127.0.0.1'];
    await writer.write(anEvent(), here(), never);
    addresses = ['127.0.0.2'];
    expect(await writer.write(anEvent(), here(), never)).toMatchObject({ kind: 'delivered' });
    expect(s3.requests).toHaveLength(2);
  });

  it.each([
    [['127.0.0.1', '127.0.0.2']],
    [['127.0.0.2', '127.0.0.1']],
    [['127.0.0.1', '::1']],
    [['127.0.0.1', '::ffff:127.0.0.1']],
    [['::1']],
  ])('is rejected when one of its addresses is not public: %j', async (given) => {
    addresses = given;
    expect(await aWriter().write(anEvent(), here(), never)).toEqual(notPublic);
    expect(s3.requests).toEqual([]);
  });

  it.each([
    ['the store listens', '127.0.0.1'],
    ['no process listens', '127.0.0.3'],
    ['nothing answers', '10.255.255.1'],
    ['instances ask for credentials', '169.254.169.254'],
    ['functions ask for credentials', '169.254.170.2'],
    ['a VPC resolves names', '169.254.169.253'],
    ['instances ask over IPv6', 'fd00:ec2::254'],
  ])('is rejected with the same message for every private address: %s', async (_, address) => {
    addresses = [address];
    expect(await aStrictWriter().write(anEvent(), here(), never)).toEqual(notPublic);
    expect((await aStrictVerifier().verify(here(), never)).result).toEqual(notPublic);
    expect(s3.requests).toEqual([]);
  });

  it('is rejected when its name does not exist', async () => {
    addresses = [];
    const noHost = {
      kind: 'rejected',
      code: 'connection',
      message:
        'The host name of the store does not exist in DNS. Check config.endpoint or config.region.',
    };
    expect(await untimed(aWriter().write(anEvent(), here(), never))).toEqual(noHost);
    expect((await aVerifier().verify(here(), never)).result).toEqual(noHost);
  });

  it('is retried when its name servers do not answer', async () => {
    addresses = undefined;
    expect(await aWriter({ connect: 100 }).write(anEvent(), here(), never)).toMatchObject({
      kind: 'retry',
      code: 'timeout',
    });
  });

  it('must present a valid certificate', async () => {
    addresses = ['127.0.0.1'];
    expect(await aWriter().write(anEvent(), here('other.example.com'), never)).toMatchObject({
      kind: 'retry',
      code: 'connection',
      message: expect.stringContaining('ERR_TLS_CERT_ALTNAME_INVALID'),
    });
    expect(s3.requests).toEqual([]);
  });

  it.each([
    ['https://127.0.0.1', 'must be a public address'],
    ['https://[::1]', 'must be a public address'],
    ['https://[::ffff:127.0.0.1]', 'must be a public address'],
    ['https://0x7f.1', 'must be a public address'],
    ['https://169.254.169.254', 'must be a public address'],
    ['https://localhost.', 'must have a public host name'],
    ['http://s3.example.com', 'must begin with https://'],
    ['https://s3.example.com:1', 'must have a port that this deployment allows'],
    ['https://user@s3.example.com', 'must not contain a user name or password'],
  ])('%s is rejected even when it was stored', async (endpoint, error) => {
    const result = {
      kind: 'rejected',
      code: 'connection',
      message: expect.stringContaining(`config.endpoint ${error}`),
    };
    expect(await aWriter().write(anEvent(), aPlace({ endpoint }), never)).toEqual(result);
    expect((await aVerifier().verify(aPlace({ endpoint }), never)).result).toEqual(result);
  });

  it.each([
    ...['https://127.0.0.1:9000', 'https://127.1', 'https://[::1]', 'https://[fd00:ec2::254]'],
    ...['https://localhost', 'https://s3.example.com:1', 'http://s3.example.com'],
  ])('%s is rejected by the client when no earlier check ran', async (endpoint) => {
    const lookup = ssrfLookup(dnsLookup(nameServer.resolver));
    const client = storeClients(
      guarded,
      { limits, lookup },
      () => new Date(),
    )(aPlace({ endpoint }).config, signedAs(accessKey));
    const object = { Bucket: 'my-bucket', Key: 'k', Body: Buffer.from('{}') };
    const put = client.putObject(object, never);
    await expect(put).rejects.toBeInstanceOf(EndpointError);
  });

  it('ignores every proxy in the environment', async () => {
    for (const name of ['HTTPS_PROXY', 'https_proxy', 'ALL_PROXY', 'HTTP_PROXY']) {
      vi.stubEnv(name, 'http://127.0.0.1:1');
    }
    vi.stubEnv('NODE_USE_ENV_PROXY', '1');
    addresses = ['127.0.0.1'];
    expect(await aWriter().write(anEvent(), here(), never)).toMatchObject({ kind: 'delivered' });
  });

  it('does not restrict AWS itself, at any address configured for the SDK', async () => {
    const plain = await startStrictS3({ accessKeys: [accessKey] });
    vi.stubEnv('AWS_ENDPOINT_URL_S3', plain.url);
    const result = await aStrictWriter().write(anEvent(), aPlace(), never);
    await plain.stop();
    expect(result).toMatchObject({ kind: 'delivered' });
  });
});

describe('a custom endpoint, when private endpoints are allowed', () => {
  it('may be a name with a private address', async () => {
    const plain = await startStrictS3({ accessKeys: [accessKey] });
    const place = aPlace({ endpoint: `http://localhost:${plain.port}` });
    const result = await objectWriter(open, present).write(anEvent(), place, never);
    await plain.stop();
    expect(result).toMatchObject({ kind: 'delivered' });
  });
});

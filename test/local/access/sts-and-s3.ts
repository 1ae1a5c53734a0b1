import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PutObjectCommand, type PutObjectCommandInput, S3Client } from '@aws-sdk/client-s3';
import { AssumeRoleCommand, type AssumeRoleCommandInput, STSClient } from '@aws-sdk/client-sts';
import { Identities } from '../../../local/access/identities.ts';
import { serveSts } from '../../../local/access/sts.ts';
import { close, listen } from '../../../local/listen.ts';
import { startSqsAndS3 } from '../../../local/queues/sqs-and-s3-server.ts';
import { TEST_CREDENTIALS } from '../../../local/test-credentials.ts';
import { ACCESS_ROLE_ARN, EXTERNAL_ID, RIGHT_TRUST, ROLE_ARN, rolesWith } from './roles.ts';

/** A bucket in the account of the customer's role. */
export const BUCKET = 'a-bucket';

export const OWNER = '111122223333';

const region = 'us-east-1';

/** Credentials as the SDK's clients take them. */
export interface Keys {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
}

/** The customer's role, which demands the external id, and no other. */
const onlyRight = () => rolesWith({ [ROLE_ARN]: { trust: RIGHT_TRUST } });

/** An STS and an S3 that accepts the sessions of this STS. */
export const startStsAndS3 = async () => {
  await using opened = new AsyncDisposableStack();
  const state = { roles: onlyRight(), now: Date.now };
  const identities = new Identities(
    () => state.roles,
    () => state.now(),
  );
  const server = createServer(serveSts(identities));
  const stsUrl = await listen(server, 0, 'STS');
  opened.defer(() => close(server));
  const folder = await mkdtemp(join(tmpdir(), 'waybill-test-'));
  opened.defer(() => rm(folder, { recursive: true, force: true }));
  const store = await startSqsAndS3(0, folder, identities);
  opened.defer(() => store.stop());
  store.createBucket({ name: BUCKET, owner: OWNER });
  store.createBucket('own-bucket');
  store.createBucket({ name: 'far-bucket', region: 'eu-west-1' });

  const stsAs = (credentials: Keys) =>
    new STSClient({ endpoint: stsUrl, region, credentials, maxAttempts: 1 });
  const s3As = (credentials: Keys, of = region) =>
    new S3Client({
      endpoint: store.url,
      region: of,
      credentials,
      forcePathStyle: true,
      maxAttempts: 1,
    });
  const assume = async (
    credentials: Keys,
    given: Partial<AssumeRoleCommandInput>,
  ): Promise<Keys> => {
    const input = { RoleArn: ROLE_ARN, RoleSessionName: 'waybill-des_1', ...given };
    const { Credentials } = await stsAs(credentials).send(new AssumeRoleCommand(input));
    const { AccessKeyId = '', SecretAccessKey = '', SessionToken = '' } = Credentials ?? {};
    return {
      accessKeyId: AccessKeyId,
      secretAccessKey: SecretAccessKey,
      sessionToken: SessionToken,
    };
  };
  const accessSession = () =>
    assume(TEST_CREDENTIALS, { RoleArn: ACCESS_ROLE_ARN, RoleSessionName: 'waybill' });
  const running = opened.move();
  return {
    stsUrl,
    s3Url: store.url,
    stsAs,
    s3As,
    /** Assumes the customer's role, by default. */
    assume,
    /** A session of the access role. */
    accessSession,
    /** Assumes the customer's role as the access role. */
    assumeChained: async (given: Partial<AssumeRoleCommandInput> = {}) =>
      assume(await accessSession(), { ExternalId: EXTERNAL_ID, ...given }),
    put: (credentials: Keys, Key: string, given: Partial<PutObjectCommandInput> = {}) =>
      s3As(credentials).send(new PutObjectCommand({ Bucket: BUCKET, Key, Body: '{}', ...given })),
    /** Replaces all roles but the access role. */
    setRoles: (given: Readonly<Record<string, object>>) => {
      state.roles = rolesWith(given);
    },
    /** Moves the clock of both servers. */
    setNow: (now: () => number) => {
      state.now = now;
    },
    reset: () => Object.assign(state, { roles: onlyRight(), now: Date.now }),
    stop: () => running.disposeAsync(),
  };
};

import { createServer } from 'node:http';
import { KMSClient } from '@aws-sdk/client-kms';
import { EncryptionKeys } from '../../../lambdas/platform/aws/calls/encryption-keys.kms.ts';
import { close, listen } from '../../../local/listen.ts';
import { serveAwsJson } from '../../../local/secrets/aws-json.ts';
import { kmsActions } from '../../../local/secrets/kms.ts';
import { TEST_CREDENTIALS } from '../../../local/test-credentials.ts';
import { awsAt } from '../../support/aws.ts';

/** The alias of the key with which the stages of these tests encrypt. */
const ALIAS = 'alias/waybill/local/credentials';

/** The keys of these tests; {@link ALIAS} points to the first. */
export const KEYS = [1, 2].map((n) => ({
  id: `00000000-0000-4000-8000-00000000000${n}`,
  arn: `arn:aws:kms:us-east-1:000000000000:key/00000000-0000-4000-8000-00000000000${n}`,
  aliases: n === 1 ? [ALIAS] : [],
}));

/** Starts a KMS for a single test. */
export async function startKms() {
  const server = createServer(serveAwsJson(kmsActions(KEYS)));
  const url = await listen(server, 0, '');
  const kms = new KMSClient({ endpoint: url, region: 'us-east-1', credentials: TEST_CREDENTIALS });
  return {
    kms,
    keys: new EncryptionKeys(awsAt(url)),
    port: new URL(url).port,
    stop: async () => {
      kms.destroy();
      await close(server);
    },
  };
}

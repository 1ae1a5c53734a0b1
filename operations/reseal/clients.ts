import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { KMSClient } from '@aws-sdk/client-kms';
import { DEFAULTS } from '../../local/house-options.ts';
import { REGION } from '../../local/template/names.ts';
import { TEST_CREDENTIALS } from '../../local/test-credentials.ts';
import { misuse } from '../operator-fault.ts';
import type { Aws } from './carry-out.ts';

const CLIENT = {
  requestHandler: { connectionTimeout: 5_000, requestTimeout: 30_000, throwOnRequestTimeout: true },
} as const;

/** The functions share KMS's quota: when it tells a caller to slow down, that is worth waiting for. */
const PATIENT = { ...CLIENT, maxAttempts: 10 } as const;

/** AWS as its own tools find it: by `AWS_PROFILE`, `AWS_REGION` and what else there is. */
export const deployedAws = (): Aws => ({
  dynamo: new DynamoDBClient(PATIENT),
  kms: new KMSClient(PATIENT),
});

/**
 * The local house, where the environment says it is.
 *
 * @throws OperatorFault when it does not say where KMS is
 */
export function localAws(environment: NodeJS.ProcessEnv): Aws {
  const { LOCAL_DYNAMODB_PORT = String(DEFAULTS.dynamodbPort), LOCAL_KMS_PORT } = environment;
  if (LOCAL_KMS_PORT === undefined) {
    throw misuse(
      'LOCAL_KMS_PORT must be the port of KMS in the house: it says which when it starts; with LOCAL_KMS_PORT you choose one',
    );
  }
  const at = (name: string, port: string) => ({
    ...CLIENT,
    endpoint: `http://127.0.0.1:${portIn(name, port)}`,
    region: REGION,
    credentials: TEST_CREDENTIALS,
  });
  return {
    dynamo: new DynamoDBClient(at('LOCAL_DYNAMODB_PORT', LOCAL_DYNAMODB_PORT)),
    kms: new KMSClient(at('LOCAL_KMS_PORT', LOCAL_KMS_PORT)),
  };
}

function portIn(name: string, given: string): string {
  if (/^[1-9]\d{0,4}$/.test(given) && Number(given) <= 65_535) return given;
  throw misuse(`${name} must be a port from 1 to 65535, not ${JSON.stringify(given)}`);
}

import { SQSClient } from '@aws-sdk/client-sqs';
import { REGION } from '../../local/template/names.ts';
import { TEST_CREDENTIALS } from '../../local/test-credentials.ts';
import { misuse } from '../operator-fault.ts';

/**
 * A queue's URL says where SQS is for everybody else; this program is told by its place. A long
 * poll takes a second, and a laptop may be far from its region.
 */
const CLIENT = {
  useQueueUrlAsEndpoint: false,
  requestHandler: { connectionTimeout: 5_000, requestTimeout: 30_000, throwOnRequestTimeout: true },
} as const;

/** SQS as AWS's own tools find it: by `AWS_PROFILE`, `AWS_REGION` and what else there is. */
export const deployedSqs = (): SQSClient => new SQSClient(CLIENT);

/** SQS of the local house at that address. */
export const localSqs = (endpoint: string): SQSClient =>
  new SQSClient({ ...CLIENT, endpoint, region: REGION, credentials: TEST_CREDENTIALS });

/**
 * The address of a local house.
 *
 * @throws OperatorFault when the port cannot be one
 */
export function houseAt(port: string): string {
  if (!/^[1-9]\d{0,4}$/.test(port) || Number(port) > 65_535) {
    throw misuse(`LOCAL_AWS_PORT must be a port from 1 to 65535, not ${JSON.stringify(port)}`);
  }
  return `http://127.0.0.1:${port}`;
}

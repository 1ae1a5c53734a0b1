import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { REGION } from '../template/names.ts';
import { TEST_CREDENTIALS } from '../test-credentials.ts';
import { type Api, apiAt } from './api.ts';
import { printObject, printTitle } from './print.ts';
import { createRole, ROLE_ACCOUNT, ROLE_ARN } from './role.ts';
import { storeAt } from './store.ts';

/** The endpoints that the demo runs against. */
export interface DemoTarget {
  /** The HTTP API. */
  readonly url: string;
  readonly apiKey: string;
  readonly publishQueueUrl: string;
  /** The S3 and SQS endpoint. */
  readonly objectStoreUrl: string;
  readonly bucket: string;
  /** A bucket of the account that owns the role of the demo. */
  readonly customerBucket: string;
  /** The folder whose files give the roles of customers. */
  readonly rolesFolder: string;
}

const EVENT = {
  topic: 'orders',
  data: { order_id: '123', status: 'created' },
  metadata: { source: 'checkout-service' },
};

/**
 * Runs the documented example over both ingestion paths (HTTP and SQS), then delivers with a role,
 * and prints each step.
 *
 * @throws Error naming what did not arrive
 */
export async function runDemo(target: DemoTarget): Promise<void> {
  const api = apiAt(target);
  printTitle('A tenant');
  await api.put('/tenants/acme');
  printTitle('Its destination');
  await api.post('/acme/destinations', {
    type: 'aws_s3',
    topics: ['orders'],
    config: { bucket: target.bucket, region: 'us-east-1' },
    credentials: {
      key: 'AKIAIOSFODNN7EXAMPLE',
      secret: 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY',
    },
  });
  printTitle('An event over HTTP');
  const { id } = await api.post('/publish', { tenant_id: 'acme', ...EVENT });
  await showArrival(target, api, String(id));
  printTitle('An event over SQS');
  await showArrival(target, api, await enqueue(target));
  await runRoleDemo(target, api);
}

/** Delivers to a bucket of another tenant with a role: without keys. */
async function runRoleDemo(target: DemoTarget, api: Api): Promise<void> {
  printTitle('A destination with a role');
  const tenant_id = 'globex';
  await api.put(`/tenants/${tenant_id}`);
  const bucket = target.customerBucket;
  const destination = await api.post(`/tenants/${tenant_id}/destinations`, {
    type: 'aws_s3',
    topics: ['orders'],
    config: { bucket, region: REGION, role_arn: ROLE_ARN, expected_bucket_owner: ROLE_ACCOUNT },
  });
  printTitle('The role, which trusts only this tenant’s external id');
  createRole(target.rolesFolder, String(destination.external_id));
  const path = `/tenants/${tenant_id}/destinations/${destination.id}`;
  await api.post(`${path}/test`, {});
  await api.getWhen(path, (answer) => answer.includes('"status":"verified"'));
  printTitle('An event for it');
  const { id } = await api.post('/publish', { tenant_id, ...EVENT });
  await showArrival({ ...target, bucket }, api, String(id));
}

/** Prints the object written for an event, and the attempt that wrote it. */
async function showArrival(target: DemoTarget, api: Api, eventId: string): Promise<void> {
  const store = storeAt(target);
  try {
    const object = await store.objectOf(eventId);
    printObject(object);
    if (object.body !== JSON.stringify(EVENT.data)) throw new Error('the body differs');
  } finally {
    store.close();
  }
  const path = `/attempts?event_id=${eventId}&include=response_data`;
  await api.getWhen(path, (answer) => answer.includes('"status":"success"'));
}

async function enqueue({ objectStoreUrl, publishQueueUrl }: DemoTarget): Promise<string> {
  const sqs = new SQSClient({
    endpoint: objectStoreUrl,
    region: REGION,
    credentials: TEST_CREDENTIALS,
  });
  try {
    const MessageBody = JSON.stringify({ tenant_id: 'acme', ...EVENT });
    console.log(`sqs send-message ${publishQueueUrl}\n${MessageBody}`);
    const sent = await sqs.send(new SendMessageCommand({ QueueUrl: publishQueueUrl, MessageBody }));
    if (!sent.MessageId) throw new Error('the publish queue returned no message id');
    return sent.MessageId;
  } finally {
    sqs.destroy();
  }
}

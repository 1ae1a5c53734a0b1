import { SendMessageBatchCommand, SQSClient } from '@aws-sdk/client-sqs';
import type { LocalStack } from '../../local/local-stack.ts';

const MAX_PER_CALL = 10;
/** Maximum bytes per call, all its messages together. */
const MAX_BYTES = 1_000_000;

/** Publishes events of a tenant; an event's data is its id unless `data` is given. */
export type Publish = (tenant: string, ids: readonly string[], data?: object) => Promise<void>;

type Call = (method: string, path: string, body?: object) => Promise<void>;

/** Returns a function that calls the local stack's API. */
export const apiOf =
  ({ url, apiKey }: LocalStack): Call =>
  async (method, path, body = {}) => {
    const headers = { authorization: `Bearer ${apiKey}`, 'content-type': 'application/json' };
    const request = { method, headers, body: JSON.stringify(body) };
    const response = await fetch(`${url}/api/v1${path}`, request);
    if (response.ok) return;
    throw new Error(`${method} ${path}: ${response.status} ${await response.text()}`);
  };

/** Publishes through SQS. */
export function queuePublisher(localStack: LocalStack): Publish {
  const { objectStoreUrl: endpoint, publishQueueUrl: QueueUrl } = localStack;
  const credentials = { accessKeyId: 'bench', secretAccessKey: 'bench' };
  const sqs = new SQSClient({ endpoint, region: 'us-east-1', credentials });
  return async (tenant_id, ids, data) => {
    const bodies = ids.map((id) =>
      JSON.stringify({ id, tenant_id, topic: 'orders', data: data ?? { id } }),
    );
    const perCall = Math.min(MAX_PER_CALL, Math.floor(MAX_BYTES / (bodies[0]?.length ?? 1)));
    for (let start = 0; start < bodies.length; start += perCall) {
      const Entries = bodies.slice(start, start + perCall).map((MessageBody, n) => ({
        Id: String(n),
        MessageBody,
        MessageGroupId: tenant_id,
      }));
      await sqs.send(new SendMessageBatchCommand({ QueueUrl, Entries }));
    }
  };
}

/** Publishes through HTTP. */
export function httpPublisher(localStack: LocalStack): Publish {
  const call = apiOf(localStack);
  return async (tenant_id, ids, data) => {
    for (const id of ids) {
      await call('POST', '/publish', { id, tenant_id, topic: 'orders', data: data ?? { id } });
    }
  };
}

import { SendMessageBatchCommand, SQSClient } from '@aws-sdk/client-sqs';
import type { LocalStack } from '../../local/local-stack.ts';

const MOST_PER_CALL = 10;
/** Of a call, all its messages together. */
const MOST_BYTES = 1_000_000;

/** Publishes events of a tenant; their data is their id, unless it is given. */
export type Publish = (tenant: string, ids: readonly string[], data?: object) => Promise<void>;

type Call = (method: string, path: string, body?: object) => Promise<void>;

/** Calls the API of a house. */
export const apiOf =
  ({ url, apiKey }: LocalStack): Call =>
  async (method, path, body = {}) => {
    const headers = { authorization: `Bearer ${apiKey}`, 'content-type': 'application/json' };
    const request = { method, headers, body: JSON.stringify(body) };
    const response = await fetch(`${url}/api/v1${path}`, request);
    if (response.ok) return;
    throw new Error(`${method} ${path}: ${response.status} ${await response.text()}`);
  };

/** Publishes by the queue. */
export function queuePublisher(house: LocalStack): Publish {
  const { objectStoreUrl: endpoint, publishQueueUrl: QueueUrl } = house;
  const credentials = { accessKeyId: 'bench', secretAccessKey: 'bench' };
  const sqs = new SQSClient({ endpoint, region: 'us-east-1', credentials });
  return async (tenant_id, ids, data) => {
    const bodies = ids.map((id) =>
      JSON.stringify({ id, tenant_id, topic: 'orders', data: data ?? { id } }),
    );
    const perCall = Math.min(MOST_PER_CALL, Math.floor(MOST_BYTES / (bodies[0]?.length ?? 1)));
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

/** Publishes over HTTP. */
export function httpPublisher(house: LocalStack): Publish {
  const call = apiOf(house);
  return async (tenant_id, ids, data) => {
    for (const id of ids) {
      await call('POST', '/publish', { id, tenant_id, topic: 'orders', data: data ?? { id } });
    }
  };
}

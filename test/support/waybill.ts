import { setTimeout as sleep } from 'node:timers/promises';
import { GetObjectCommand, ListObjectsV2Command, type S3Client } from '@aws-sdk/client-s3';
import { SendMessageCommand } from '@aws-sdk/client-sqs';
import { askAt } from './ask.ts';
import { type LocalStackAddress, localStack } from './local-stack.ts';

/** A response of the API. */
interface Answer {
  readonly status: number;
  // An e2e test reads responses as any client does: by their JSON.
  readonly body: ReturnType<typeof JSON.parse>;
  readonly text: string;
}

/** An object in a bucket. */
export interface FoundObject {
  readonly key: string;
  readonly body: string;
  readonly contentType: string | undefined;
  readonly metadata: Readonly<Record<string, string>>;
}

export const ACCESS_KEY = 'AKIAIOSFODNN7EXAMPLE';
export const SECRET = 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY';

/** The body that creates a destination, in the local stack's bucket by default. */
export const destinationInput = (given: object = {}) => ({
  type: 'aws_s3',
  topics: ['orders'],
  config: { bucket: 'my-events-bucket', region: 'us-east-1' },
  credentials: { key: ACCESS_KEY, secret: SECRET },
  ...given,
});

/** A local stack from the platform's point of view: that of the e2e tests by default. */
export function waybill(address?: LocalStackAddress) {
  const stack = localStack(address);
  const ask = askAt(stack.url);
  const call = async (method: string, path: string, body?: unknown, key = stack.apiKey) => {
    const response = await ask(path, {
      method,
      headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
      ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    });
    const text = await response.text();
    const answer: Answer = { status: response.status, text, body: JSON.parse(text) };
    return answer;
  };
  const api = (method: string, path: string, body?: unknown, key?: string) =>
    call(method, `/api/v1${path}`, body, key);
  return {
    ...stack,
    /** Like `fetch`, for a path; validates every response against the OpenAPI document. */
    ask,
    call,
    api,
    /** Sends a message to the publish queue. */
    enqueue: async (body: unknown) => {
      const text = typeof body === 'string' ? body : JSON.stringify(body);
      const { MessageId = '' } = await stack.sqs.send(
        new SendMessageCommand({ QueueUrl: stack.publishQueueUrl, MessageBody: text }),
      );
      return MessageId;
    },
    /**
     * Creates a tenant with one destination and returns the destination's id, after the
     * verification has finished with any result.
     */
    tenantWith: async (tenant: string, given: object = {}): Promise<string> => {
      await api('PUT', `/tenants/${tenant}`);
      const path = `/tenants/${tenant}/destinations`;
      const { status, body, text } = await api('POST', path, destinationInput(given));
      if (status !== 201) throw new Error(`no destination: ${text}`);
      await eventually(async () => {
        const { body: now } = await api('GET', `${path}/${body.id}`);
        return now.verification.status !== 'pending' || now.verification.code !== undefined;
      });
      return body.id;
    },
    /** The objects of a bucket whose keys begin with `prefix`. */
    objects: (prefix: string, bucket = 'my-events-bucket') => objectsIn(stack.s3, bucket, prefix),
  };
}

async function objectsIn(s3: S3Client, bucket: string, prefix: string): Promise<FoundObject[]> {
  const keys: string[] = [];
  let ContinuationToken: string | undefined;
  do {
    const list = await s3.send(
      new ListObjectsV2Command({ Bucket: bucket, Prefix: prefix, ContinuationToken }),
    );
    keys.push(...(list.Contents ?? []).flatMap(({ Key }) => Key ?? []));
    ContinuationToken = list.NextContinuationToken;
  } while (ContinuationToken);
  return Promise.all(
    keys.map(async (key) => {
      const object = await s3.send(new GetObjectCommand({ Bucket: bucket, Key: key }));
      return {
        key,
        body: (await object.Body?.transformToString()) ?? '',
        contentType: object.ContentType,
        metadata: object.Metadata ?? {},
      };
    }),
  );
}

/**
 * Polls until the result is defined; fails after `seconds`, which are enough for a
 * message whose run exceeded its timeout, as on a busy machine. The interval grows, to limit the load on
 * the polled service.
 */
export async function eventually<Found>(
  ask: () => Promise<Found | undefined | false>,
  seconds = 180,
): Promise<Found> {
  const begin = Date.now();
  for (let waited = 0; waited < seconds * 1_000; waited = Date.now() - begin) {
    const found = await ask();
    if (found) return found;
    await sleep(50 + waited / 10);
  }
  throw new Error(`nothing came within ${seconds} seconds`);
}

import { hash } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:http';
import { crc32 } from 'node:zlib';
import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import { API_KEY, DESTINATIONS_TABLE } from './environment.ts';

/** The attributes of an item, in DynamoDB's JSON. */
export type Attributes = Record<string, AttributeValue>;

interface Message {
  readonly Id: string;
  readonly MessageBody: string;
}

/** The input of a call. Each action has some of these fields. */
export interface CallInput {
  readonly TableName?: string;
  readonly Item?: Attributes;
  readonly Key?: Attributes;
  readonly ExpressionAttributeValues?: Attributes;
  readonly ConsistentRead?: boolean;
  readonly Entries?: readonly Message[];
  readonly Plaintext?: string;
  readonly CiphertextBlob?: string;
}

/** The answer to a call. */
interface CallAnswer {
  readonly Item?: Attributes | undefined;
  readonly Items?: readonly Attributes[];
  readonly [field: string]: unknown;
}

const items = new Map<string, Attributes>();
const nameOf = ({ pk, sk }: Attributes): string => `${pk?.S} ${sk?.S}`;

const put = ({ TableName, Item = {} }: CallInput) => {
  if (TableName === DESTINATIONS_TABLE) items.set(nameOf(Item), Item);
  return {};
};

const query = ({ ExpressionAttributeValues }: CallInput) => {
  const pk = ExpressionAttributeValues?.[':pk']?.S;
  const Items = [...items.values()].filter((item) => item.pk?.S === pk);
  return { Items, Count: Items.length };
};

const send = ({ Entries = [] }: CallInput) => ({
  Successful: Entries.map(({ Id, MessageBody }) => ({
    Id,
    MessageId: Id,
    MD5OfMessageBody: hash('md5', MessageBody),
  })),
});

const ACTIONS: Record<string, (input: CallInput) => CallAnswer> = {
  PutItem: put,
  GetItem: ({ Key = {} }) => ({ Item: items.get(nameOf(Key)) }),
  Query: query,
  UpdateItem: () => ({}),
  SendMessageBatch: send,
  Encrypt: ({ Plaintext }) => ({ CiphertextBlob: Plaintext }),
  Decrypt: ({ CiphertextBlob }) => ({ Plaintext: CiphertextBlob }),
  GetSecretValue: () => ({ SecretString: API_KEY }),
};

/** A call of AWS, as the stand-in answers it. */
export interface Call {
  /** The operation, such as `PutItem`. */
  readonly action: string;
  /** The body of the request, parsed. */
  readonly input: CallInput;
  readonly answer: CallAnswer;
}

/** The answer of STS to AssumeRole. Real tokens are about this long. */
const assumedRole = (): string =>
  `<AssumeRoleResponse><AssumeRoleResult><Credentials><AccessKeyId>ASIA</AccessKeyId><SecretAccessKey>secret</SecretAccessKey><SessionToken>${'x'.repeat(800)}</SessionToken><Expiration>${new Date(Date.now() + 3_600_000).toISOString()}</Expiration></Credentials></AssumeRoleResult></AssumeRoleResponse>`;

function answered(target: unknown, body: string): Call {
  const action = String(target).split('.').at(-1) ?? '';
  const answerOf = ACTIONS[action];
  if (!answerOf) throw new Error(`the stand-in has no action ${action}`);
  const input = JSON.parse(body);
  return { action, input, answer: answerOf(input) };
}

/** What a test of the functions does about each call. */
interface Watcher {
  readonly onCall?: (call: Call) => void;
  /** The time until the answer to an action, in milliseconds. `PutObject` is the customer's store. */
  readonly waitOf?: (action: string) => number;
}

/**
 * Answers every call of the functions: DynamoDB, SQS, KMS, STS, Secrets Manager and a customer's store. It
 * stores the items of the destinations table only.
 *
 * @returns the server and its URL
 */
export async function startStandIn({ onCall, waitOf = () => 0 }: Watcher = {}) {
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    const send = (text: string, headers: Record<string, string | number>) => {
      response.writeHead(200, { 'content-length': Buffer.byteLength(text), ...headers });
      response.end(text);
    };
    const sendAfter = (action: string, text: string, headers: Record<string, string | number>) => {
      const wait = waitOf(action);
      if (wait > 0) setTimeout(send, wait, text, headers);
      else send(text, headers);
    };
    request.on('data', (chunk) => chunks.push(chunk));
    request.once('end', () => {
      const body = Buffer.concat(chunks);
      if (request.method === 'PUT') {
        return sendAfter('PutObject', '', { etag: `"${hash('md5', body)}"` });
      }
      if (body.toString().startsWith('Action=AssumeRole&')) {
        return sendAfter('AssumeRole', assumedRole(), { 'content-type': 'text/xml' });
      }
      const call = answered(request.headers['x-amz-target'], body.toString());
      onCall?.(call);
      const text = JSON.stringify(call.answer);
      sendAfter(call.action, text, {
        'content-type': 'application/x-amz-json-1.0',
        'x-amz-crc32': crc32(text),
      });
    });
  });
  server.keepAliveTimeout = 60_000;
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (typeof address !== 'object') throw new Error('the stand-in has no port');
  return { server, url: `http://127.0.0.1:${address?.port}` };
}

/**
 * A process that answers every call of the functions at once: DynamoDB, SQS, KMS, Secrets Manager and a
 * customer's store. It stores the items of the destinations table only. Sends its URL to the parent
 * process.
 */
import { hash } from 'node:crypto';
import { createServer, type IncomingMessage } from 'node:http';
import { crc32 } from 'node:zlib';
import { API_KEY, DESTINATIONS_TABLE } from './environment.ts';

type Item = Readonly<Record<string, { readonly S?: string }>>;

const items = new Map<string, Item>();
const nameOf = ({ pk, sk }: Item): string => `${pk?.S} ${sk?.S}`;

const put = ({ TableName, Item }: { TableName: string; Item: Item }) => {
  if (TableName === DESTINATIONS_TABLE) items.set(nameOf(Item), Item);
  return {};
};

const query = ({ ExpressionAttributeValues }: { ExpressionAttributeValues: Item }) => {
  const pk = ExpressionAttributeValues[':pk']?.S;
  const Items = [...items.values()].filter((item) => item.pk?.S === pk);
  return { Items, Count: Items.length };
};

interface Sent {
  readonly Id: string;
  readonly MessageBody: string;
}

const send = ({ Entries }: { Entries: readonly Sent[] }) => ({
  Successful: Entries.map(({ Id, MessageBody }) => ({
    Id,
    MessageId: Id,
    MD5OfMessageBody: hash('md5', MessageBody),
  })),
});

// biome-ignore lint/suspicious/noExplicitAny: each action reads its own input.
const ACTIONS: Record<string, (input: any) => object> = {
  PutItem: put,
  GetItem: ({ Key }) => ({ Item: items.get(nameOf(Key)) }),
  Query: query,
  UpdateItem: () => ({}),
  SendMessageBatch: send,
  Encrypt: ({ Plaintext }) => ({ CiphertextBlob: Plaintext }),
  Decrypt: ({ CiphertextBlob }) => ({ Plaintext: CiphertextBlob }),
  GetSecretValue: () => ({ SecretString: API_KEY }),
};

const answerTo = ({ method, headers }: IncomingMessage, body: string): string => {
  if (method === 'PUT') return '';
  const action = String(headers['x-amz-target']).split('.').at(-1) ?? '';
  const answer = ACTIONS[action];
  if (!answer) throw new Error(`the stand-in has no action ${action}`);
  return JSON.stringify(answer(JSON.parse(body)));
};

const server = createServer((request, response) => {
  const chunks: Buffer[] = [];
  request.on('data', (chunk) => chunks.push(chunk));
  request.once('end', () => {
    const body = Buffer.concat(chunks);
    const answer = answerTo(request, body.toString());
    response.writeHead(200, {
      'content-type': 'application/x-amz-json-1.0',
      'content-length': Buffer.byteLength(answer),
      ...(request.method === 'PUT'
        ? { etag: `"${hash('md5', body)}"` }
        : { 'x-amz-crc32': crc32(answer) }),
    });
    response.end(answer);
  });
});
server.keepAliveTimeout = 60_000;
server.listen(0, '127.0.0.1', () => {
  const address = server.address();
  if (typeof address === 'object') process.send?.(`http://127.0.0.1:${address?.port}`);
});

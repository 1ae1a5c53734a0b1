import { hash } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:http';
import { crc32 } from 'node:zlib';
import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import { insertionIn, type Statement } from '../../local/tables/insert-statement.ts';
import { API_KEY, DESTINATIONS_TABLE } from './environment.ts';
import { StandInTable } from './stand-in-table.ts';

/** The attributes of an item, in DynamoDB's JSON. */
export type Attributes = Record<string, AttributeValue>;

/** A message as it is sent. */
export interface Message {
  readonly Id: string;
  readonly MessageBody: string;
  readonly MessageGroupId?: string;
  readonly DelaySeconds?: number;
}

/** What BatchGetItem reads from a table. */
interface KeysOfTable {
  readonly Keys: readonly Attributes[];
  readonly ConsistentRead?: boolean;
}

/** The input of a call. Each action has some of these fields. */
export interface CallInput {
  readonly TableName?: string;
  readonly Item?: Attributes;
  readonly Key?: Attributes;
  readonly ExpressionAttributeValues?: Attributes;
  readonly ConditionExpression?: string;
  readonly ConsistentRead?: boolean;
  readonly ScanIndexForward?: boolean;
  readonly Limit?: number;
  readonly RequestItems?: Readonly<Record<string, KeysOfTable>>;
  readonly Statements?: readonly Statement[];
  readonly QueueUrl?: string;
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

const send = ({ Entries = [] }: CallInput) => ({
  Successful: Entries.map(({ Id, MessageBody }) => ({
    Id,
    MessageId: Id,
    MD5OfMessageBody: hash('md5', MessageBody),
  })),
});

const NOT_VACANT = {
  __type: 'com.amazonaws.dynamodb.v20120810#ConditionalCheckFailedException',
  message: 'The conditional request failed',
};

/** The actions of a stand-in, which keeps the items of the tables that `keeps` names. */
function actionsOn(keeps: readonly string[]): Record<string, (input: CallInput) => CallAnswer> {
  const tables = new Map(keeps.map((name) => [name, new StandInTable()]));
  const tableOf = ({ TableName = '' }: CallInput) => tables.get(TableName);
  return {
    PutItem: (input) => (tableOf(input)?.put(input) === false ? NOT_VACANT : {}),
    GetItem: (input) => ({ Item: tableOf(input)?.get(input.Key ?? {}) }),
    BatchGetItem: ({ RequestItems = {} }) => ({
      Responses: Object.fromEntries(
        Object.entries(RequestItems).map(([name, { Keys }]) => [
          name,
          Keys.map((key) => tables.get(name)?.get(key)).filter((item) => item !== undefined),
        ]),
      ),
      UnprocessedKeys: {},
    }),
    Query: (input) => {
      const { items = [], last } = tableOf(input)?.query(input) ?? {};
      return { Items: items, Count: items.length, LastEvaluatedKey: last };
    },
    BatchExecuteStatement: ({ Statements = [] }) => ({
      Responses: Statements.map((statement) => {
        const { TableName = '', Item = {} } = insertionIn(statement) ?? {};
        const put = { Item, ConditionExpression: 'attribute_not_exists(pk)' };
        const isInserted = tables.get(TableName)?.put(put) !== false;
        return { TableName, ...(!isInserted && { Error: { Code: 'DuplicateItem' } }) };
      }),
    }),
    UpdateItem: () => ({}),
    SendMessageBatch: send,
    Encrypt: ({ Plaintext }) => ({ CiphertextBlob: Plaintext }),
    Decrypt: ({ CiphertextBlob }) => ({ Plaintext: CiphertextBlob }),
    GetSecretValue: () => ({ SecretString: API_KEY }),
  };
}

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

function answered(actions: ReturnType<typeof actionsOn>, target: unknown, body: string): Call {
  const action = String(target).split('.').at(-1) ?? '';
  const answerOf = actions[action];
  if (!answerOf) throw new Error(`the stand-in has no action ${action}`);
  const input = JSON.parse(body);
  return { action, input, answer: answerOf(input) };
}

/** A server that answers the calls of the functions. */
export type StandIn = Awaited<ReturnType<typeof startStandIn>>;

/** What a test of the functions does about each call. */
interface Watcher {
  /** The tables whose items are stored. @default the one of destinations */
  readonly keeps?: readonly string[];
  readonly onCall?: (call: Call) => void;
  /** Called with the body of each object that is put into the customer's store, and its path. */
  readonly onPut?: (body: Buffer, path: string) => void;
  /** The time until the answer to an action, in milliseconds. `PutObject` is the customer's store. */
  readonly waitOf?: (action: string) => number;
}

/**
 * Answers every call of the functions: DynamoDB, SQS, KMS, STS, Secrets Manager and a customer's store. It
 * stores the items of some tables only.
 *
 * @returns the server, its URL, and a way to call it in this process
 */
export async function startStandIn({
  keeps = [DESTINATIONS_TABLE],
  onCall,
  onPut,
  waitOf = () => 0,
}: Watcher = {}) {
  const actions = actionsOn(keeps);
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    const send = (text: string, headers: Record<string, string | number>) => {
      response.writeHead(text.startsWith('{"__type"') ? 400 : 200, {
        'content-length': Buffer.byteLength(text),
        ...headers,
      });
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
        onPut?.(body, request.url ?? '');
        return sendAfter('PutObject', '', { etag: `"${hash('md5', body)}"` });
      }
      if (body.toString().startsWith('Action=AssumeRole&')) {
        return sendAfter('AssumeRole', assumedRole(), { 'content-type': 'text/xml' });
      }
      const call = answered(actions, request.headers['x-amz-target'], body.toString());
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
  return {
    server,
    url: `http://127.0.0.1:${address?.port}`,
    /** Answers a call without a connection. */
    ask: (action: string, input: CallInput): CallAnswer => {
      const answer = actions[action]?.(input) ?? {};
      onCall?.({ action, input, answer });
      return answer;
    },
  };
}

import type { IncomingMessage, Server } from 'node:http';
import { crc32 } from 'node:zlib';
import type { Responder } from '../direct-response.ts';
import { callDynalite } from './call-dynalite.ts';
import { insertionIn, type Statement } from './insert-statement.ts';

const API = 'DynamoDB_20120810';

/** https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_BatchExecuteStatement.html */
const MAX_STATEMENTS = 25;

const VALIDATION = 'com.amazon.coral.validate#ValidationException';

const SERIALIZATION = 'com.amazon.coral.service#SerializationException';

/** The codes of the errors of single statements, by the error of a put. */
const CODES: ReadonlyMap<string, string> = new Map([
  ['ConditionalCheckFailedException', 'DuplicateItem'],
  ['ResourceNotFoundException', 'ResourceNotFound'],
]);

/** The result of a statement. */
interface Result {
  readonly TableName?: string;
  readonly Error?: { readonly Code: string; readonly Message: string };
}

/** Adds BatchExecuteStatement with INSERT statements to dynalite, which does not know PartiQL. */
export const executeStatements = (server: Server): void => {
  const handlers = server.listeners('request');
  const handle = (request: object, response: object): void => {
    for (const handler of handlers) Reflect.apply(handler, server, [request, response]);
  };
  server.removeAllListeners('request');
  server.on('request', (request: IncomingMessage, response: Responder) => {
    const isBatch = request.headers['x-amz-target'] === `${API}.BatchExecuteStatement`;
    if (!isBatch) return handle(request, response);
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', async () => {
      const Statements = statementsIn(Buffer.concat(chunks).toString());
      if (Statements === undefined) return respond(response, 400, { __type: SERIALIZATION });
      if (Statements.length > MAX_STATEMENTS) {
        const message = `the statements must be ${MAX_STATEMENTS} or fewer`;
        return respond(response, 400, { __type: VALIDATION, message });
      }
      const insert = (statement: Statement) => insertItem(handle, request, statement);
      respond(response, 200, { Responses: await Promise.all(Statements.map(insert)) });
    });
  });
};

/** Undefined for a text that is not the JSON of a request. */
function statementsIn(text: string): readonly Statement[] | undefined {
  try {
    const { Statements } = JSON.parse(text);
    return Array.isArray(Statements) ? Statements : undefined;
  } catch {
    return undefined;
  }
}

async function insertItem(
  handle: (request: object, response: object) => void,
  { headers }: IncomingMessage,
  statement: Statement,
): Promise<Result> {
  const insertion = insertionIn(statement);
  if (!insertion) {
    return { Error: { Code: 'ValidationError', Message: 'only INSERT with parameters is known' } };
  }
  const put = { ...insertion, ConditionExpression: 'attribute_not_exists(pk)' };
  const { status, body } = await callDynalite(handle, {
    method: 'POST',
    path: '/',
    headers: { ...headers, 'x-amz-target': `${API}.PutItem` },
    body: Buffer.from(JSON.stringify(put)),
  });
  const { TableName } = insertion;
  if (status === 200) return { TableName };
  const { __type: type = '', message = '' } = JSON.parse(body.toString());
  const name = String(type).split('#').at(-1) ?? '';
  return { TableName, Error: { Code: CODES.get(name) ?? 'ValidationError', Message: message } };
}

function respond(response: Responder, status: number, output: object): void {
  const body = JSON.stringify(output);
  response.statusCode = status;
  response.setHeader('Content-Type', 'application/x-amz-json-1.0');
  response.setHeader('Content-Length', Buffer.byteLength(body));
  response.setHeader('x-amz-crc32', crc32(body));
  response.end(body);
}

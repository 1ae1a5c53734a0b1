import { randomUUID } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';

/** A request to a service as it came over the wire. */
export interface ServiceRequest {
  readonly method: string;
  /** With the query, still encoded. */
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

/** A service's answer. */
export interface ServiceAnswer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

/** The services that the functions call. */
export type Service = 'dynamodb' | 'sqs' | 'kms' | 'secretsmanager' | 's3';

/** What a request asks for, and who asks. */
export interface Call {
  readonly service: Service;
  /** Service, operation and what it is about: `dynamodb PutItem attempt`. */
  readonly operation: string;
  /** The process that calls, by the name its AWS clients give. */
  readonly life: string;
  /** The same for each try that the SDK makes. */
  readonly id: string;
  readonly request: ServiceRequest;
}

/** The beginnings of `X-Amz-Target`; S3 has none. */
const SERVICES: Readonly<Record<string, Service>> = {
  DynamoDB_20120810: 'dynamodb',
  AmazonSQS: 'sqs',
  TrentService: 'kms',
  secretsmanager: 'secretsmanager',
};

/** S3's operations by their methods. */
const OBJECT_OPERATIONS: Readonly<Record<string, string>> = {
  PUT: 'PutObject',
  GET: 'GetObject',
  DELETE: 'DeleteObject',
};

/** Reads what a request asks for. */
export function callIn(request: ServiceRequest): Call {
  const { headers, method } = request;
  const [prefix = '', action = ''] = String(headers['x-amz-target'] ?? '').split('.');
  const service = SERVICES[prefix] ?? 's3';
  const operation = service === 's3' ? OBJECT_OPERATIONS[method] : action;
  return {
    service,
    operation: [service, operation, subjectOf(service, request)].filter(Boolean).join(' '),
    life: /\bapp\/(\S+)/.exec(String(headers['user-agent']))?.[1] ?? '',
    id: String(headers['amz-sdk-invocation-id'] ?? randomUUID()),
    request,
  };
}

/** What a call is about: a kind of item, a queue, or a bucket. */
function subjectOf(service: Service, { path, body }: ServiceRequest): string | undefined {
  switch (service) {
    case 's3':
      return path.split('/')[1];
    case 'sqs':
      return /"QueueUrl":"[^"]*\/([\w-]+)"/.exec(body.toString())?.[1];
    case 'dynamodb':
      return itemIn(body.toString());
    case 'kms':
    case 'secretsmanager':
      return undefined;
  }
}

function itemIn(body: string): string | undefined {
  const kind = /"kind":\{"S":"(\w+)"\}/.exec(body)?.[1];
  if (kind !== undefined) return kind;
  // Of a destination much is noted, each for a reason of its own.
  if (body.includes('"DESTINATION#'))
    return `destination ${/"SET (\w+)/.exec(body)?.[1] ?? ''}`.trim();
  return /"([A-Z]+)#/.exec(body)?.[1]?.toLowerCase();
}

import { OF_ATTEMPTS } from '../../../lambdas/attempts/attempt-item.dynamo.ts';
import type { ServiceRequest } from '../../../local/direct-response.ts';

/** The services that the functions call. */
export type Service = 'dynamodb' | 'sqs' | 'kms' | 'secretsmanager' | 's3';

/** The operation and subject of a request, and its caller. */
export interface Call {
  readonly service: Service;
  /** Service, operation and subject: `dynamodb PutItem attempt`. */
  readonly operation: string;
  /** The calling process, by the name that its AWS clients send. */
  readonly life: string;
  readonly request: ServiceRequest;
}

/** Prefixes of `X-Amz-Target`; S3 has none. */
const SERVICES: Readonly<Record<string, Service>> = {
  DynamoDB_20120810: 'dynamodb',
  AmazonSQS: 'sqs',
  TrentService: 'kms',
  secretsmanager: 'secretsmanager',
};

/** S3 operations by HTTP method. */
const OBJECT_OPERATIONS: Readonly<Record<string, string>> = {
  PUT: 'PutObject',
  GET: 'GetObject',
  DELETE: 'DeleteObject',
};

/** Parses the operation and subject of a request. */
export function callIn(request: ServiceRequest): Call {
  const { headers, method } = request;
  const [prefix = '', action = ''] = String(headers['x-amz-target'] ?? '').split('.');
  const service = SERVICES[prefix] ?? 's3';
  const operation = service === 's3' ? OBJECT_OPERATIONS[method] : action;
  return {
    service,
    operation: [service, operation, subjectOf(service, request)].filter(Boolean).join(' '),
    life: /\bapp\/(\S+)/.exec(String(headers['user-agent']))?.[1] ?? '',
    request,
  };
}

/** The subject of a call: a kind of item, a queue, or a bucket. */
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
  if (body.includes(`"${OF_ATTEMPTS}":{`) || body.includes(`'${OF_ATTEMPTS}':?`)) return 'attempt';
  // A destination is updated for several reasons, each with its own attributes.
  if (body.includes('"DESTINATION#'))
    return `destination ${/"SET (\w+)/.exec(body)?.[1] ?? ''}`.trim();
  return /"([A-Z]+)#/.exec(body)?.[1]?.toLowerCase();
}

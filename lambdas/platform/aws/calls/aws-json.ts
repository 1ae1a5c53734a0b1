import { hash } from 'node:crypto';
import type { ExchangeResponse } from '../../http/http-exchange.ts';
import { own } from '../../json/json.ts';
import { tryParseJson } from '../../json/parse-json.ts';
import { AwsCaller, type CallOptions, type Protocol } from './aws-caller.ts';
import type { AwsContext } from './aws-context.ts';
import { AwsError } from './aws-error.ts';
import type { Service } from './endpoints.ts';

/** A service with the protocol AWS JSON: https://smithy.io/2.0/aws/protocols/aws-json-1_0-protocol.html */
export interface JsonService {
  readonly service: Service;
  /** The beginning of its targets, such as `DynamoDB_20120810`. */
  readonly target: string;
  readonly version: '1.0' | '1.1';
  /** More headers of every request. @default none */
  readonly headers?: Readonly<Record<string, string>>;
  /** Checks a successful response. @default nothing to check */
  readonly check?: Protocol['check'];
}

/** Serializes an input. Binary values are base64. */
export const jsonOf = (input: object): string =>
  JSON.stringify(input, holdsBinary(input) ? asBase64 : undefined);

/**
 * A replacer doubles the time to serialize, and most requests have no binary values. Writes of events whose
 * data is compressed (1 KB and more) have some, and calls of KMS.
 */
const holdsBinary = (value: unknown): boolean =>
  typeof value === 'object' &&
  value !== null &&
  (value instanceof Uint8Array || Object.values(value).some(holdsBinary));

/** The replacer's value of a Buffer is an object already: `toJSON` comes first. */
function asBase64(this: Record<string, unknown>, name: string, value: unknown): unknown {
  const original = own(this, name);
  return original instanceof Uint8Array ? Buffer.from(original).toString('base64') : value;
}

/** Calls an operation with a JSON text and returns the response's. */
export type CallJson = (operation: string, json: string, options?: CallOptions) => Promise<string>;

export function jsonCalls(context: AwsContext, described: JsonService): CallJson {
  const { service, target, version, headers, check = () => undefined } = described;
  const caller = new AwsCaller(context, service, { check, errorIn });
  const origin = caller.endpoint;
  const type = `application/x-amz-json-${version}`;
  return async (operation, body, options) => {
    const request = {
      method: 'POST',
      origin,
      path: origin.pathname,
      headers: {
        ...headers,
        'content-type': type,
        'x-amz-content-sha256': hash('sha256', body),
        'x-amz-target': `${target}.${operation}`,
      },
      body,
    };
    const response = await caller.call(request, options);
    if (response.body === undefined) throw new Error(`${operation}: the response is too long`);
    return response.body.toString();
  };
}

/** The type may have a namespace as a prefix and a URI as a suffix. */
const codeIn = (type: string): string => type.replace(/^.*#/, '').replace(/:.*$/, '');

function errorIn({ status, headers, body }: ExchangeResponse): AwsError {
  const parsed = tryParseJson(body?.toString() ?? '');
  const fields: Record<string, unknown> =
    typeof parsed === 'object' && parsed !== null ? { ...parsed } : {};
  const type = headers['x-amzn-errortype'] ?? fields.__type ?? fields.code ?? 'UnknownError';
  return new AwsError(codeIn(String(type)), String(fields.message ?? fields.Message ?? ''), {
    httpStatusCode: status,
    requestId: String(headers['x-amzn-requestid'] ?? ''),
  });
}

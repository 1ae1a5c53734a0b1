import type { ServerResponse } from 'node:http';
import { z } from 'zod';

/** A function's answer that says how to reply. */
const Answer = z.looseObject({
  statusCode: z.coerce.number().int().min(100).max(599),
  headers: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])).nullish(),
  cookies: z.array(z.string()).nullish(),
  body: z.string().nullish(),
  isBase64Encoded: z.boolean().nullish(),
});

/** What goes back to the caller. */
export interface Reply {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[]>>;
  readonly body: string | Buffer;
}

/** API Gateway's own replies. */
export const BAD_REQUEST = 400;
export const NOT_FOUND = 404;
export const TOO_LARGE = 413;
export const FUNCTION_FAILED = 500;
export const UNAVAILABLE = 503;

const MESSAGES = {
  [BAD_REQUEST]: 'Bad Request',
  [NOT_FOUND]: 'Not Found',
  [TOO_LARGE]: 'Request Entity Too Large',
  [FUNCTION_FAILED]: 'Internal Server Error',
  [UNAVAILABLE]: 'Service Unavailable',
} as const;

/** A reply that no function made. */
export const gatewayReply = (status: keyof typeof MESSAGES): Reply => ({
  status,
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify({ message: MESSAGES[status] }),
});

/** A function's return value as a reply: without a `statusCode` it is the body of a 200. */
export const replyOf = (value: unknown): Reply => {
  if (typeof value !== 'object' || value === null || !('statusCode' in value)) {
    const body = typeof value === 'string' ? value : JSON.stringify(value ?? null);
    return { status: 200, headers: { 'content-type': 'application/json' }, body };
  }
  const parsed = Answer.safeParse(value);
  return parsed.success ? answered(parsed.data) : gatewayReply(FUNCTION_FAILED);
};

const answered = ({
  statusCode,
  headers,
  cookies,
  body,
  isBase64Encoded,
}: z.infer<typeof Answer>) => {
  const named = Object.entries(headers ?? {}).map(([name, value]) => [
    name.toLowerCase(),
    String(value),
  ]);
  return {
    status: statusCode,
    headers: {
      'content-type': 'text/plain;charset=UTF-8',
      ...Object.fromEntries(named),
      ...(cookies && { 'set-cookie': cookies }),
    },
    body: isBase64Encoded ? Buffer.from(body ?? '', 'base64') : (body ?? ''),
  };
};

/** Sends a reply. */
export const send = (response: ServerResponse, { status, headers, body }: Reply): void => {
  response.writeHead(status, { ...headers, 'content-length': Buffer.byteLength(body) });
  response.end(body);
};

import { parseJson } from './json.ts';
import type { Session } from './session-store.ts';

/** A parameter of a query: a list is sent as a repeated parameter; undefined is not sent. */
type QueryValue = string | number | boolean | readonly string[] | undefined;

export interface CallOptions {
  readonly query?: Readonly<Record<string, QueryValue>>;
  /** The JSON body. */
  readonly body?: unknown;
  /** The JSON body as text, so that numbers are sent exactly as entered. */
  readonly bodyText?: string;
  /** The `ETag` of the version that the request changes. */
  readonly ifMatch?: string | undefined;
  readonly signal?: AbortSignal | undefined;
}

type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';

interface ApiResponse<Data> {
  readonly status: number;
  readonly data: Data;
  /** The body as it was sent. */
  readonly text: string;
  readonly headers: Headers;
}

/** The API rejected a request, or could not be reached (`status` 0). */
export class CallError extends Error {
  override readonly name = 'CallError' as const;
  readonly status: number;
  /** One sentence per error, or details by name. */
  readonly data: unknown;
  readonly requestId: string | undefined;
  /** Seconds to wait before the next try. */
  readonly retryAfter: number | undefined;

  constructor(status: number, message = '', details: Partial<ErrorDetails> = {}) {
    super(message);
    this.status = status;
    this.data = details.data;
    this.requestId = details.requestId;
    this.retryAfter = details.retryAfter;
  }
}

interface ErrorDetails {
  readonly data: unknown;
  readonly requestId: string | undefined;
  readonly retryAfter: number | undefined;
}

/** The longest time, in seconds, after which a throttled read is repeated automatically. */
const LONGEST_WAIT_SECONDS = 30;

/** The session as the API needs it. */
export interface Bearer {
  readonly current: () => Session | undefined;
  /** Called on 401. Resolves to another session, or to undefined. */
  readonly renew: () => Promise<Session | undefined>;
}

export interface Api {
  /**
   * Calls the API and returns the response body.
   *
   * @param path below `/api/v1`; `{tenant}` stands for the tenant of the session
   * @throws CallError; the signal's reason when aborted
   */
  call<Data>(method: Method, path: string, options?: CallOptions): Promise<Data>;
  /** Calls the API and returns the response with its headers and text. */
  fetch<Data>(method: Method, path: string, options?: CallOptions): Promise<ApiResponse<Data>>;
}

export const portalApi = (bearer: Bearer): Api => {
  const fetchResponse = async <Data>(
    method: Method,
    path: string,
    options: CallOptions = {},
  ): Promise<ApiResponse<Data>> => {
    for (let tries = 0; ; tries += 1) {
      const session = bearer.current();
      if (session === undefined) throw new CallError(401);
      try {
        return await send<Data>(method, path, options, session);
      } catch (error) {
        if (tries > 1 || !(await canRepeat(error, method, options, bearer))) throw error;
      }
    }
  };
  return {
    fetch: fetchResponse,
    call: async <Data>(method: Method, path: string, options?: CallOptions) =>
      (await fetchResponse<Data>(method, path, options)).data,
  };
};

/** Whether to send a request again: with a new session, or a read after the time in `Retry-After`. */
const canRepeat = async (
  error: unknown,
  method: Method,
  { signal }: CallOptions,
  { renew }: Bearer,
): Promise<boolean> => {
  if (!(error instanceof CallError)) return false;
  if (error.status === 401) return (await renew()) !== undefined;
  const { status, retryAfter = LONGEST_WAIT_SECONDS + 1 } = error;
  if (status !== 429 || method !== 'GET' || retryAfter > LONGEST_WAIT_SECONDS) return false;
  await sleep(retryAfter * 1000, signal);
  return true;
};

const sleep = (ms: number, signal: AbortSignal | undefined): Promise<void> =>
  new Promise((resolve, reject) => {
    const timer = setTimeout(resolve, ms);
    signal?.addEventListener('abort', () => {
      clearTimeout(timer);
      reject(signal.reason);
    });
  });

/** The page is `/portal`, so that this is `/api/v1`. */
const BASE = 'api/v1';

/** Sends one request. @throws CallError; the signal's reason when aborted */
export const send = async <Data>(
  method: Method,
  path: string,
  { query = {}, body, bodyText = JSON.stringify(body), ifMatch, signal }: CallOptions,
  session: Session | undefined,
): Promise<ApiResponse<Data>> => {
  const tenant = encodeURIComponent(session?.tenantId ?? '');
  const response = await reach(`${BASE}${path.replace('{tenant}', tenant)}${queryText(query)}`, {
    method,
    ...(signal && { signal }),
    ...(bodyText !== undefined && { body: bodyText }),
    headers: {
      ...(session && { authorization: `Bearer ${session.token}` }),
      ...(bodyText !== undefined && { 'content-type': 'application/json' }),
      ...(ifMatch !== undefined && { 'if-match': ifMatch }),
    },
  });
  const text = await response.text();
  if (!response.ok) throw errorOf(response, text);
  return {
    status: response.status,
    // Parsed when it is read: a large text may be shown as it is.
    get data() {
      return parseJson<Data>(text);
    },
    text,
    headers: response.headers,
  };
};

const reach = async (url: string, request: RequestInit): Promise<Response> => {
  try {
    return await fetch(url, request);
  } catch (error) {
    if (request.signal?.aborted) throw error;
    throw new CallError(0);
  }
};

const queryText = (query: Readonly<Record<string, QueryValue>>): string => {
  const pairs = Object.entries(query).flatMap(([name, value]) => {
    const values = Array.isArray(value) ? value : [value];
    return values.filter((one) => one !== undefined).map((one) => [name, String(one)]);
  });
  return pairs.length === 0 ? '' : `?${new URLSearchParams(pairs)}`;
};

const errorOf = ({ status, headers }: Response, text: string): CallError => {
  const body = errorBodyIn(text);
  const retryAfter = Number(headers.get('retry-after') ?? Number.NaN);
  return new CallError(status, body.message ?? text.slice(0, 200), {
    data: body.data,
    requestId: body.request_id ?? headers.get('x-request-id') ?? undefined,
    retryAfter: Number.isFinite(retryAfter) ? retryAfter : undefined,
  });
};

/** Error responses of API Gateway contain only a message. */
const errorBodyIn = (text: string): { message?: string; data?: unknown; request_id?: string } => {
  try {
    return JSON.parse(text) ?? {};
  } catch {
    return {};
  }
};

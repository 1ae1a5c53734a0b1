import * as z from 'zod';
import { InvalidResponseError, TooSlowError } from '../../platform/http/http-exchange.ts';
import type { DeliveryResult } from '../destination-type.ts';
import { EndpointError } from './endpoint.ts';
import { isTransient } from './error-codes.ts';
import { RoleError } from './role.ts';
import { isNoHost } from './ssrf-lookup.ts';
import { StoreRefusal } from './store-refusal.ts';

/** Properties that the reason of an aborted signal and the operating system's errors may have. */
const OtherError = z.object({
  name: z.string(),
  code: z.string().optional().catch(undefined),
});

/**
 * Converts an error thrown by a request to a store into a delivery result.
 * @throws the error itself when neither the store nor the network caused it
 */
export const resultFromException = (error: unknown): DeliveryResult => {
  if (error instanceof EndpointError) return endpointResult(error.reason);
  if (error instanceof RoleError) return error.result;
  if (error instanceof StoreRefusal) return resultFromS3Error(error);
  if (error instanceof InvalidResponseError) return resultFromInvalidResponse(error.message);
  if (error instanceof TooSlowError) return timeoutResult();
  const { data } = OtherError.safeParse(error);
  if (isTimeout(data?.name, data?.code)) return timeoutResult();
  if (isNoHost(data?.code)) return noHostResult();
  // A request that Node rejects as invalid is our error, not the network's.
  const isInvalidRequest = /^ERR_(?:INVALID|HTTP_INVALID|UNESCAPED)/.test(data?.code ?? '');
  if (data?.code !== undefined && !isInvalidRequest) return connectionResult(data.code);
  throw error;
};

// The reasons of an aborted signal have these names.
const isTimeout = (name: string | undefined, code: string | undefined): boolean =>
  name === 'AbortError' || name === 'TimeoutError' || code === 'ETIMEDOUT';

type StoreError = Pick<StoreRefusal, 'code' | 'status' | 'message'> &
  Partial<Pick<StoreRefusal, 'retryAfter'>>;

/**
 * Converts a store's error response into a delivery result. A code with a rule decides; otherwise
 * the status does: 5xx (except `permanentServerErrors`), 429, 409, 408 and 307 are retried, and
 * for all others the customer must act. The result's code is the store's, or `http_<status>`.
 */
export const resultFromS3Error = ({
  code,
  status,
  message,
  retryAfter,
}: StoreError): DeliveryResult => {
  const codeAndMessage = { code: code ?? `http_${status}`, message };
  return isTransient(code ?? '', status)
    ? {
        kind: 'retry',
        ...codeAndMessage,
        ...(retryAfter !== undefined && { retry_after: retryAfter }),
      }
    : { kind: 'rejected', ...codeAndMessage };
};

/** The store did not respond in time. It is unknown whether the store has the event. */
const timeoutResult = (): DeliveryResult => ({
  kind: 'retry',
  code: 'timeout',
  message: 'The store did not respond in time.',
});

/**
 * The connection failed.
 *
 * @param cause the system's error code, such as `ECONNREFUSED`; not its message, which contains
 *   internal addresses
 */
export const connectionResult = (cause: string): DeliveryResult => ({
  kind: 'retry',
  code: 'connection',
  message: `The connection to the store failed (${cause}).`,
});

/** The host does not exist in DNS. It may be registered later, so the delivery is retried. */
const noHostResult = (): DeliveryResult => ({
  kind: 'rejected',
  code: 'connection',
  message:
    'The host name of the store does not exist in DNS. Check config.endpoint or config.region.',
});

/**
 * The response is not a valid response of a store.
 *
 * @param message a sentence
 */
const resultFromInvalidResponse = (message: string): DeliveryResult => ({
  kind: 'retry',
  code: 'connection',
  message,
});

/** The endpoint leads into a private network, or is not a valid endpoint. */
export const endpointResult = (error: string): DeliveryResult => ({
  kind: 'rejected',
  code: 'connection',
  message: `config.endpoint ${error}.`,
});

/**
 * The template gives no usable key for this event. The delivery is retried on schedule, as in
 * Outpost, because the customer may correct the template in the meantime. A template that exceeds
 * its budget is not retried: each attempt would consume as much of the capacity that all tenants
 * share.
 */
export const keyTemplateResult = (message: string, isOverBudget = false): DeliveryResult => ({
  kind: isOverBudget ? 'rejected' : 'retry',
  code: 'key_template',
  message,
});

/** The MD5 of an empty body: the ETag of an empty object, unless it is encrypted with KMS. */
const etagOfNothing = 'd41d8cd98f00b204e9800998ecf8427e';

/**
 * Returns a result for an invalid response to a PutObject whose status is a success; undefined
 * when the response is valid. Stores return an ETag; a response without one may come from a
 * proxy. Some stores save an empty object in place of some keys, such as a folder; JSON is never
 * empty.
 */
export const responseError = (etag: string | undefined): DeliveryResult | undefined => {
  if (!etag) {
    const message = 'The response has no ETag, so it may not come from an S3 store.';
    return { kind: 'retry', code: 'http_200', message };
  }
  if (etag.replaceAll('"', '').toLowerCase() !== etagOfNothing) return undefined;
  const message =
    "The store responded with the ETag of an empty object: it did not store the event's data.";
  return { kind: 'rejected', code: 'empty_object', message };
};

/**
 * Adds the rejected key to the message of an `AccessDenied`, since permissions may depend on the
 * key.
 */
export const namingKey = (result: DeliveryResult, key: string): DeliveryResult =>
  result.kind !== 'delivered' && result.code === 'AccessDenied' && !result.message.includes(key)
    ? { ...result, message: `${result.message} (key: ${key})` }
    : result;

/** The maximum length, in characters, of a message shown to the customer. */
const maxMessageLength = 1000;

/**
 * Returns `result` with a message that contains none of `secrets` and is not too long to show. The message
 * is well-formed Unicode, because DynamoDB stores UTF-8: the store may send half of a surrogate pair, and
 * shortening may leave one.
 */
export const presentable = (result: DeliveryResult, secrets: readonly string[]): DeliveryResult => {
  if (result.kind === 'delivered') return result;
  const message = hideSecrets(result.message, secrets).slice(0, maxMessageLength).toWellFormed();
  return { ...result, message };
};

/**
 * The length in characters from which a value is hidden wherever it occurs: a value this long
 * does not occur in other text by chance.
 */
const hiddenAnywhereLength = 8;

/**
 * Adjacent characters that make a value part of a longer token, such as a bucket's name or a
 * path.
 */
const before = '(?<![\\w./+=~@%-])';
const after = '(?![\\w/+=~@%-]|\\.\\w)';

/**
 * Removes all `secrets` from `text`. A short one, such as `test`, is hidden only where it is a
 * separate token: inside `test-events` it discloses nothing, and hiding it would make the text
 * unreadable.
 */
export const hideSecrets = (text: string, secrets: readonly string[]): string => {
  const patterns = secrets
    .filter((secret) => secret !== '')
    .sort((a, b) => b.length - a.length) // longest first, because one secret may begin another
    .map((secret) =>
      secret.length < hiddenAnywhereLength
        ? `${before}${literal(secret)}${after}`
        : literal(secret),
    );
  return patterns.length === 0
    ? text
    : text.replaceAll(new RegExp(patterns.join('|'), 'g'), '[hidden]');
};

const literal = (text: string): string => text.replaceAll(/[\\^$.*+?()[\]{}|/-]/g, '\\$&');

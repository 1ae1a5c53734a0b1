import { z } from 'zod';
import { AnswerError, TooSlowError } from '../../platform/http/http-exchange-errors.ts';
import type { DeliveryResult } from '../delivery-result.ts';
import { isNoHost } from './dns-lookup.ts';
import { EndpointError } from './endpoint-error.ts';
import {
  connectionResult,
  endpointResult,
  noHostResult,
  resultFromAnswer,
  resultFromS3Error,
  timeoutResult,
} from './result-from-s3-error.ts';
import { StoreRefusal } from './store-refusal.ts';

/**
 * Properties that errors of the SDK and the operating system may have. `code` is the operating
 * system's.
 */
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
  if (error instanceof StoreRefusal) return resultFromS3Error(error);
  if (error instanceof AnswerError) return resultFromAnswer(error.message);
  if (error instanceof TooSlowError) return timeoutResult();
  const { data } = OtherError.safeParse(error);
  if (isTimeout(data?.name, data?.code)) return timeoutResult();
  if (isNoHost(data?.code)) return noHostResult();
  // A request that Node rejects as invalid is our error, not the network's.
  const isOurs = /^ERR_(?:INVALID|HTTP_INVALID|UNESCAPED)/.test(data?.code ?? '');
  if (data?.code !== undefined && !isOurs) return connectionResult(data.code);
  throw error;
};

// The reasons of an aborted signal have these names.
const isTimeout = (name: string | undefined, code: string | undefined): boolean =>
  name === 'AbortError' || name === 'TimeoutError' || code === 'ETIMEDOUT';

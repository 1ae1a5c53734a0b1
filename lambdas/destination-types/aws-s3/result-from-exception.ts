import { z } from 'zod';
import type { DeliveryResult } from '../delivery-result.ts';
import { isNoHost } from './dns-lookup.ts';
import { EndpointError } from './endpoint-error.ts';
import { AnswerError, TooSlowError } from './http-exchange-errors.ts';
import {
  connectionResult,
  endpointResult,
  noHostVerdict,
  resultFromAnswer,
  resultFromS3Error,
  timeoutResult,
} from './result-from-s3-error.ts';
import { StoreRefusal } from './store-refusal.ts';

/** What errors of the SDK and the operating system may carry; `code` is the latter's. */
const OtherError = z.object({
  name: z.string(),
  code: z.string().optional().catch(undefined),
});

/**
 * What an error thrown by a request to a store means for the delivery.
 * @throws the error itself when neither the store nor the network gave cause for it
 */
export const resultFromException = (error: unknown): DeliveryResult => {
  if (error instanceof EndpointError) return endpointResult(error.fault);
  if (error instanceof StoreRefusal) return resultFromS3Error(error);
  if (error instanceof AnswerError) return resultFromAnswer(error.message);
  if (error instanceof TooSlowError) return timeoutResult();
  const { data } = OtherError.safeParse(error);
  if (isTimeout(data?.name, data?.code)) return timeoutResult();
  if (isNoHost(data?.code)) return noHostVerdict();
  // What Node refuses to send is our fault, not the network's.
  const isOurs = /^ERR_(?:INVALID|HTTP_INVALID|UNESCAPED)/.test(data?.code ?? '');
  if (data?.code !== undefined && !isOurs) return connectionResult(data.code);
  throw error;
};

// A signal's reasons have these names.
const isTimeout = (name: string | undefined, code: string | undefined): boolean =>
  name === 'AbortError' || name === 'TimeoutError' || code === 'ETIMEDOUT';

import { z } from 'zod';
import type { Verdict } from '../verdict.ts';
import { EndpointError } from './endpoint-error.ts';
import { AnswerError, TooSlowError } from './exchange-errors.ts';
import { isNoHost } from './host-addresses.ts';
import {
  answerVerdict,
  connectionVerdict,
  endpointVerdict,
  noHostVerdict,
  storeVerdict,
  timeoutVerdict,
} from './s3-errors.ts';
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
export const failureVerdict = (error: unknown): Verdict => {
  if (error instanceof EndpointError) return endpointVerdict(error.fault);
  if (error instanceof StoreRefusal) return storeVerdict(error);
  if (error instanceof AnswerError) return answerVerdict(error.message);
  if (error instanceof TooSlowError) return timeoutVerdict();
  const { data } = OtherError.safeParse(error);
  if (isTimeout(data?.name, data?.code)) return timeoutVerdict();
  if (isNoHost(data?.code)) return noHostVerdict();
  // What Node refuses to send is our fault, not the network's.
  const isOurs = /^ERR_(?:INVALID|HTTP_INVALID|UNESCAPED)/.test(data?.code ?? '');
  if (data?.code !== undefined && !isOurs) return connectionVerdict(data.code);
  throw error;
};

// A signal's reasons have these names.
const isTimeout = (name: string | undefined, code: string | undefined): boolean =>
  name === 'AbortError' || name === 'TimeoutError' || code === 'ETIMEDOUT';

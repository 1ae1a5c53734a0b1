import { z } from 'zod';
import type { Verdict } from '../verdict.ts';
import { NotPublicError } from './public-lookup.ts';
import {
  connectionVerdict,
  endpointVerdict,
  type StoreError,
  storeVerdict,
  timeoutVerdict,
} from './s3-errors.ts';

/** What the SDK's errors may carry. `Code` comes from S3's XML, `code` from the operating system. */
const SdkError = z.object({
  name: z.string(),
  message: z.string(),
  Code: z
    .string()
    .regex(/^[\w.]{1,64}$/)
    .optional()
    .catch(undefined),
  code: z.string().optional().catch(undefined),
  $metadata: z.object({ httpStatusCode: z.number().optional() }).optional().catch(undefined),
});

/**
 * What an error that the SDK has thrown means for the delivery.
 * @throws the error itself when neither the store nor the network gave cause for it
 */
export const failureVerdict = (error: unknown): Verdict => {
  if (error instanceof NotPublicError) return endpointVerdict('must resolve to a public address');
  const refusal = storeError(error);
  if (refusal !== undefined) return storeVerdict(refusal);
  const { data } = SdkError.safeParse(error);
  if (isTimeout(data?.name, data?.code)) return timeoutVerdict();
  // What Node refuses to send is our fault, not the network's.
  const isOurs = /^ERR_(?:INVALID|HTTP_INVALID|UNESCAPED)/.test(data?.code ?? '');
  if (data?.code !== undefined && !isOurs) return connectionVerdict(data.code);
  throw error;
};

/** The store's refusal, when that is what the SDK has thrown. */
export const storeError = (error: unknown): StoreError | undefined => {
  const { success, data } = SdkError.safeParse(error);
  const status = data?.$metadata?.httpStatusCode ?? 200;
  if (!success || status < 300) return undefined;
  const message =
    data.Code === undefined ? `The store answered with HTTP ${status}.` : data.message;
  return { code: data.Code, status, message };
};

// The SDK calls a reset connection a TimeoutError, too.
const isTimeout = (name: string | undefined, code: string | undefined): boolean =>
  name === 'AbortError' || code === 'ETIMEDOUT' || (name === 'TimeoutError' && code === undefined);

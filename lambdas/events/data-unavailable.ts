import { errorDoc } from '../platform/http/error-body.ts';
import { HttpError } from '../platform/http/http-error.ts';
import type { AnswerDoc } from '../platform/http/operation.ts';
import { unavailableIn } from './large-payload-store.ts';

/** The 409 error for event data in a bucket that is not connected to this stage. */
export const dataUnavailable = (bucket: string): HttpError =>
  new HttpError(409, unavailableIn(bucket), { error: 'data_unavailable' });

/** The OpenAPI description of {@link dataUnavailable}. */
export const DATA_UNAVAILABLE: AnswerDoc = errorDoc(
  'The event’s data is in a bucket that is not connected to this stage. The message names the bucket; connect it with the setting `existingLargeEventsBucketName`. `data.error` is `data_unavailable`.',
  'DataUnavailable',
);

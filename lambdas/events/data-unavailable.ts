import { refused } from '../runtime/error-body.ts';
import { HttpFault } from '../runtime/http-fault.ts';
import type { AnswerDoc } from '../runtime/operation.ts';
import { unavailableIn } from './event-data.ts';

/** 409 where an event's data is needed that is in a bucket which is not connected to this stage. */
export const dataUnavailable = (bucket: string): HttpFault =>
  new HttpFault(409, unavailableIn(bucket), { error: 'data_unavailable' });

/** The same, as the document describes it. */
export const DATA_UNAVAILABLE: AnswerDoc = refused(
  'The event’s data is in a bucket that is not connected to this stage. The message names the bucket; connect it with the setting `largeEventsBucket`. `data.error` is `data_unavailable`.',
  'DataUnavailable',
);

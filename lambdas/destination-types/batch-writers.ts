import { batchWriter } from './aws-s3/batches/batch-writer.s3.ts';
import type { BatchWriter } from './batching.ts';
import type { CreatePart } from './part-cache.ts';

/** The writers of batches, by the API name of their destination type. */
export const BATCH_WRITERS: ReadonlyMap<string, CreatePart<BatchWriter>> = new Map([
  ['aws_s3', batchWriter],
]);

/** Returns the writer of batches of a destination type. */
export type BatchWriterCache = (type: string) => BatchWriter;

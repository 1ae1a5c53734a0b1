import type { AwsContext } from '../platform/aws/calls/aws-context.ts';
import { batchWriter } from './aws-s3/batches/batch-writer.s3.ts';
import type { BatchWriter } from './batching.ts';
import type { WriterSettings } from './destination-type.ts';

type CreateWriter = (settings: WriterSettings, aws: AwsContext) => BatchWriter;

/**
 * The writers of batches, by the API name of their destination type. They are apart from the writers of
 * events, so that only the function that writes batches contains them.
 */
const createWriter: ReadonlyMap<string, CreateWriter> = new Map([['aws_s3', batchWriter]]);

/** Returns the writer of batches of a destination type. */
export type BatchWriterCache = (type: string) => BatchWriter;

/** Creates writers on their first use, and throws for a type that has none. */
export function batchWriterCache(settings: WriterSettings, aws: AwsContext): BatchWriterCache {
  const created = new Map<string, BatchWriter>();
  return (type) => {
    const writer = created.get(type) ?? createWriter.get(type)?.(settings, aws);
    if (!writer) throw new Error(`the destination type ${type} does not write batches`);
    created.set(type, writer);
    return writer;
  };
}

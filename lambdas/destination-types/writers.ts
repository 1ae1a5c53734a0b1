import type { AwsContext } from '../platform/aws/calls/aws-context.ts';
import { objectWriter } from './aws-s3/object-writer.s3.ts';
import type { Writer, WriterSettings } from './destination-type.ts';

type CreateWriter = (settings: WriterSettings, aws: AwsContext) => Writer;

/**
 * The writers of all destination types by their API name. They are not in the registry, so that the
 * bundle of a function that does not write contains none. To add a type, add one line here.
 */
const createWriter: ReadonlyMap<string, CreateWriter> = new Map([['aws_s3', objectWriter]]);

/** Returns the writer of a destination type. */
export type WriterCache = (type: string) => Writer;

/**
 * Creates writers on their first use, and throws for a type that is not registered: stored records
 * only contain registered types.
 */
export function writerCache(settings: WriterSettings, aws: AwsContext): WriterCache {
  const created = new Map<string, Writer>();
  return (type) => {
    const writer = created.get(type) ?? createWriter.get(type)?.(settings, aws);
    if (!writer) throw new Error(`no destination type is called ${type}`);
    created.set(type, writer);
    return writer;
  };
}

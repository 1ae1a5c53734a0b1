import { objectWriter } from './aws-s3/object-writer.s3.ts';
import type { Writer } from './destination-type.ts';
import type { CreatePart } from './part-cache.ts';

/** The writers of all destination types by their API name. To add a type, add one line here. */
export const WRITERS: ReadonlyMap<string, CreatePart<Writer>> = new Map([['aws_s3', objectWriter]]);

/** Returns the writer of a destination type. */
export type WriterCache = (type: string) => Writer;

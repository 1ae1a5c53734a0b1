import { awsS3 } from './aws-s3/aws-s3.ts';
import type { DestinationType, Writer, WriterSettings } from './destination-type.ts';

/** All destination types by their API name. To add a type, add one line here. */
const destinationTypes: ReadonlyMap<string, DestinationType> = new Map([['aws_s3', awsS3]]);

/** Returns the destination type with this name; undefined when there is none. */
export const destinationType = (name: string): DestinationType | undefined =>
  destinationTypes.get(name);

/** Returns all destination types, in display order. */
export const allDestinationTypes = (): readonly DestinationType[] => [...destinationTypes.values()];

/** Returns the writer of a destination type, loaded on its first use. */
export type WriterCache = (type: string) => Promise<Writer>;

/**
 * @throws Error for a type that is not registered. Stored records only contain registered types.
 */
export function writerCache(settings: WriterSettings): WriterCache {
  const loaded = new Map<string, Promise<Writer>>();
  return (type) => {
    const writer = loaded.get(type) ?? load(type, settings);
    loaded.set(type, writer);
    return writer;
  };
}

async function load(type: string, settings: WriterSettings): Promise<Writer> {
  const found = destinationType(type);
  if (!found) throw new Error(`no destination type is called ${type}`);
  return found.writer(settings);
}

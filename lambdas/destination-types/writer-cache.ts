import type { Writer, WriterSettings } from './destination-type.ts';
import { destinationType } from './registry.ts';

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

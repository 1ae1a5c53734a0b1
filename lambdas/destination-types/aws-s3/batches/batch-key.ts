import type { Settings, WritableBatch } from '../../destination-type.ts';

/** Returns the key of a batch's object, which depends on nothing that changes between attempts. */
export function batchKey(
  { id, partition, opened_at }: WritableBatch,
  { prefix = '' }: Settings,
  extension: string,
): string {
  const datetime = `${opened_at.slice(0, 'yyyy-mm-ddThh:mm:ss'.length).replaceAll(/[-:]/g, '')}Z`;
  return `${prefix}${partition}${datetime}_${id}${extension}`;
}

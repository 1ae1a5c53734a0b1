/**
 * Which messages of a batch a function has done with, from what it returned. As Lambda reads it
 * with `ReportBatchItemFailures`: an empty answer means all of them; an answer that names a message
 * badly means none, for nobody can tell which one failed.
 */
export const succeeded = (response: unknown, messageIds: readonly string[]): readonly string[] => {
  const failures = failuresOf(response);
  if (failures === 'none') return messageIds;
  if (failures === 'unreadable') return [];
  const known = failures.every((id) => messageIds.includes(id));
  return known ? messageIds.filter((id) => !failures.includes(id)) : [];
};

const failuresOf = (response: unknown): readonly string[] | 'none' | 'unreadable' => {
  if (response === null || response === undefined) return 'none';
  if (typeof response !== 'object') return 'unreadable';
  const items = 'batchItemFailures' in response ? response.batchItemFailures : undefined;
  if (items === null || items === undefined) return 'none';
  if (!Array.isArray(items)) return 'unreadable';
  const ids = items.map(identifierOf);
  const readable = ids.filter((id) => id !== undefined);
  return readable.length === ids.length ? readable : 'unreadable';
};

const identifierOf = (item: unknown): string | undefined => {
  if (typeof item !== 'object' || item === null || !('itemIdentifier' in item)) return undefined;
  const { itemIdentifier } = item;
  return typeof itemIdentifier === 'string' && itemIdentifier !== '' ? itemIdentifier : undefined;
};

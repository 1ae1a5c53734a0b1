/**
 * Returns the messages of a batch that a function has processed, from its response. As in Lambda's
 * `ReportBatchItemFailures`: an empty response means all of them. A response with an invalid
 * message id means none, because it is unknown which one failed.
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

/**
 * Deduplicates concurrent reads: callers that ask for a name while its read is in flight share that
 * read. The messages of a batch and the events of a request often belong to one tenant. They all
 * existed before the read began, so it returns what a separate read for each would have returned.
 */
export function sharedReads<Value>(
  read: (name: string) => Promise<Value>,
): (name: string) => Promise<Value> {
  const inFlight = new Map<string, Promise<Value>>();
  return (name) => {
    const shared = inFlight.get(name);
    if (shared) return shared;
    const reading = read(name).finally(() => inFlight.delete(name));
    inFlight.set(name, reading);
    return reading;
  };
}

/**
 * Reads by name, once for all who ask while the read is under way: the messages of a batch, and the
 * events of a request, are often of one tenant. All of these were there before the read began, so
 * that it finds whatever each of them would have found by itself.
 */
export function sharedReads<Value>(
  read: (name: string) => Promise<Value>,
): (name: string) => Promise<Value> {
  const underWay = new Map<string, Promise<Value>>();
  return (name) => {
    const known = underWay.get(name);
    if (known) return known;
    const reading = read(name).finally(() => underWay.delete(name));
    underWay.set(name, reading);
    return reading;
  };
}

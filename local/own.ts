/** The object's own member of that name; never one that every object inherits, such as `constructor`. */
export const own = <Value>(
  object: Readonly<Record<string, Value>>,
  name: string,
): Value | undefined => (Object.hasOwn(object, name) ? object[name] : undefined);

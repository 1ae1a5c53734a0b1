/**
 * The object's own member of that name. A name that comes from outside may also be one that every
 * object inherits a member by, such as `constructor`.
 */
export const own = <Value>(
  object: Readonly<Record<string, Value>>,
  name: string,
): Value | undefined => (Object.hasOwn(object, name) ? object[name] : undefined);

/**
 * Reads an object's own member. A name from outside may also be that of an inherited member, such as
 * `constructor`.
 */
export const own = <Value>(
  object: Readonly<Record<string, Value>>,
  name: string,
): Value | undefined => (Object.hasOwn(object, name) ? object[name] : undefined);

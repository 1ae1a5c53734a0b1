import { LocalStackError } from '../local-stack-error.ts';
import { own } from '../own.ts';

/** Resolves `Ref` (no attribute) and `Fn::GetAtt` for a logical id or a pseudo parameter. */
export type Lookup = (logicalId: string, attribute?: string) => string | undefined;
/** Replaces every intrinsic function in a value of the template by its result. */
export type Resolve = (value: unknown) => unknown;

type Intrinsic = (argument: unknown, resolve: Resolve, lookup: Lookup) => unknown;

/** A resolver over the ids of the local stack's resources. It rejects what it does not know. */
export const resolver = (lookup: Lookup): Resolve => {
  const resolve: Resolve = (value) => {
    if (typeof value === 'string') return plain(value);
    if (Array.isArray(value)) return value.map(resolve).filter((item) => item !== undefined);
    if (!isObject(value)) return value;
    const [name, argument] = intrinsicOf(value) ?? [];
    if (name === undefined) return resolveEntries(value, resolve);
    const intrinsic = own(INTRINSICS, name);
    if (intrinsic === undefined)
      throw new LocalStackError(`the local stack does not support ${name}`);
    return intrinsic(argument, resolve, lookup);
  };
  return resolve;
};

const INTRINSICS: Readonly<Record<string, Intrinsic>> = {
  Ref: (id, _, lookup) => lookup(text(id)),
  'Fn::GetAtt': (argument, _, lookup) => {
    const [id, ...attribute] = typeof argument === 'string' ? argument.split('.') : list(argument);
    return lookup(text(id), attribute.map(text).join('.'));
  },
  'Fn::Join': (argument, resolve) => {
    const [separator, parts] = list(argument);
    return list(resolve(parts)).map(text).join(text(separator));
  },
  'Fn::Split': (argument, resolve) => {
    const [separator, source] = list(argument);
    return text(resolve(source)).split(text(separator));
  },
  'Fn::Select': (argument, resolve) => {
    const [index, items] = list(argument);
    return list(resolve(items))[Number(index)];
  },
  'Fn::Sub': (argument, resolve, lookup) => {
    const [pattern, given] = typeof argument === 'string' ? [argument] : list(argument);
    const variables = resolve(given ?? {});
    return text(pattern).replace(/\$\{([^}]+)\}/g, (_, name: string) => {
      if (name.startsWith('!')) return `\${${name.slice(1)}}`;
      if (isObject(variables) && Object.hasOwn(variables, name)) return text(own(variables, name));
      const [id = '', ...attribute] = name.split('.');
      return text(lookup(id, attribute.length > 0 ? attribute.join('.') : undefined));
    });
  },
};

const intrinsicOf = (value: Record<string, unknown>): [string, unknown] | undefined => {
  const [first, ...more] = Object.entries(value);
  if (first === undefined || more.length > 0) return undefined;
  return first[0] === 'Ref' || first[0].startsWith('Fn::') ? first : undefined;
};

const resolveEntries = (value: Record<string, unknown>, resolve: Resolve) =>
  Object.fromEntries(
    Object.entries(value)
      .map(([key, item]) => [key, resolve(item)] as const)
      .filter(([, item]) => item !== undefined),
  );

const plain = (value: string): string => {
  if (value.includes('{{resolve:'))
    throw new LocalStackError(`the local stack cannot resolve ${value}`);
  return value;
};

const text = (value: unknown): string => {
  if (typeof value === 'string' || typeof value === 'number') return String(value);
  throw new LocalStackError(`expected a string in the template, found ${JSON.stringify(value)}`);
};

const list = (value: unknown): unknown[] => {
  if (Array.isArray(value)) return value;
  throw new LocalStackError(`expected a list in the template, found ${JSON.stringify(value)}`);
};

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

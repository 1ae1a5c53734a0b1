import { LRUCache } from 'lru-cache';
import { own } from '../own.ts';

/** What an expression refers to, and what no expression of a request has referred to so far. */
interface Context {
  readonly attrNames?: Readonly<Record<string, string>> | undefined;
  readonly attrVals?: Readonly<Record<string, object>> | undefined;
  readonly unusedAttrNames: Record<string, unknown>;
  readonly unusedAttrVals: Record<string, unknown>;
}

/** Returns the tree of an expression or, for some errors, a message. */
type Parse = (text: string, options: { readonly context: Context }) => unknown;

interface Expression {
  /** The tree, with a {@link Placeholder} for each value. */
  readonly tree: unknown;
  readonly names: readonly string[];
  readonly values: readonly string[];
}

class Placeholder {
  readonly name: string;

  constructor(name: string) {
    this.name = name;
  }
}

const MAX_REMEMBERED = 1_000;

/** Parts of expressions whose validity depends on the values, not only on their types. */
const CHECKS_VALUES = /between|attribute_type/i;

/**
 * Returns a parser that remembers the valid expressions by their text, names and types of values. Each
 * call returns a new tree, because dynalite changes the trees.
 */
export const rememberExpressions = (parse: Parse): Parse => {
  const remembered = new LRUCache<string, Expression>({ max: MAX_REMEMBERED });

  const parseOnce = (text: string, context: Context): Expression | string => {
    const key = keyOf(text, context);
    const found = remembered.get(key);
    if (found !== undefined) return found;
    const expression = expressionIn(text, context, parse);
    if (typeof expression === 'string') return expression;
    remembered.set(key, expression);
    return expression;
  };

  return (text, options) => {
    if (CHECKS_VALUES.test(text)) return parse(text, options);
    const { attrVals = {}, unusedAttrNames, unusedAttrVals } = options.context;
    const expression = parseOnce(text, options.context);
    if (typeof expression === 'string') return expression;
    for (const name of expression.names) Reflect.deleteProperty(unusedAttrNames, name);
    for (const name of expression.values) Reflect.deleteProperty(unusedAttrVals, name);
    return replaced(expression.tree, (part) =>
      part instanceof Placeholder ? own(attrVals, part.name) : undefined,
    );
  };
};

const keyOf = (text: string, { attrNames, attrVals = {} }: Context): string => {
  const types = Object.entries(attrVals).map(([name, value]) => [name, ...Object.keys(value)]);
  return JSON.stringify([text, attrNames, types]);
};

const expressionIn = (text: string, context: Context, parse: Parse): Expression | string => {
  const { attrNames = {}, attrVals = {} } = context;
  const [unusedAttrNames, unusedAttrVals] = [{ ...attrNames }, { ...attrVals }];
  const tree = parse(text, { context: { ...context, unusedAttrNames, unusedAttrVals } });
  if (typeof tree === 'string') return tree;
  const nameOf = new Map<unknown, string>(
    Object.entries(attrVals).map(([name, value]) => [value, name]),
  );
  return {
    tree: replaced(tree, (part) => {
      const name = nameOf.get(part);
      return name === undefined ? undefined : new Placeholder(name);
    }),
    names: Object.keys(attrNames).filter((name) => !Object.hasOwn(unusedAttrNames, name)),
    values: Object.keys(attrVals).filter((name) => !Object.hasOwn(unusedAttrVals, name)),
  };
};

/**
 * Copies a tree with replacements of some parts. The maps of paths, which have no prototype, are shared:
 * dynalite only reads them.
 */
const replaced = (part: unknown, replacementOf: (part: unknown) => unknown): unknown => {
  if (typeof part !== 'object' || part === null) return part;
  const replacement = replacementOf(part);
  if (replacement !== undefined) return replacement;
  if (Array.isArray(part)) return part.map((one) => replaced(one, replacementOf));
  if (Object.getPrototypeOf(part) !== Object.prototype) return part;
  return Object.fromEntries(
    Object.entries(part).map(([key, value]) => [key, replaced(value, replacementOf)]),
  );
};

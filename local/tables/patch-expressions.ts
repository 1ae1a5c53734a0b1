import { createRequire } from 'node:module';
import { LRUCache } from 'lru-cache';

type Marks = Record<string, true>;

/** The names and values that an expression may refer to. */
interface Context {
  readonly attrNames?: object;
  readonly attrVals?: object;
  /** The parser removes those that the expression refers to. */
  readonly unusedAttrNames: Marks;
  readonly unusedAttrVals: Marks;
}

type Parse = (text: string, options: { readonly context: Context }) => unknown;

/** The part of dynalite's parsers that the patch needs (4.0.0: `db/*Parser.js`). */
export interface Parser {
  parse: Parse;
}

const PARSERS = ['conditionParser', 'projectionParser', 'updateParser'] as const;

/** Tests repeat expressions with the same values; a stage repeats those without values. */
const MAX_EXPRESSIONS = 1_000;

/** Characters of an expression with its names and values: longer ones are not remembered. */
const MAX_LENGTH = 4_096;

const require = createRequire(import.meta.url);

/**
 * Patches dynalite to parse an expression with the same names and values once: parsing takes a quarter of
 * the CPU of a request.
 */
export const patchExpressions = (): void => {
  if (isPatched) return;
  isPatched = true;
  for (const name of PARSERS) {
    const parser: Parser = require(`dynalite/db/${name}`);
    parser.parse = memoized(parser.parse);
  }
};

let isPatched = false;

interface Parsed {
  /** The syntax tree as JSON, because dynalite changes what it receives. */
  readonly tree: string;
  readonly names: readonly string[];
  readonly values: readonly string[];
}

/** A parser's result depends on nothing else than an expression's text, names and values. */
export function memoized(parse: Parse): Parse {
  const known = new LRUCache<string, Parsed>({ max: MAX_EXPRESSIONS });
  return (text, options) => {
    const { attrNames, attrVals, unusedAttrNames, unusedAttrVals } = options.context;
    const key = JSON.stringify([text, attrNames, attrVals]);
    if (key.length > MAX_LENGTH) return parse(text, options);
    const parsed = known.get(key) ?? parsedBy(parse, text, options.context);
    known.set(key, parsed);
    for (const name of parsed.names) Reflect.deleteProperty(unusedAttrNames, name);
    for (const name of parsed.values) Reflect.deleteProperty(unusedAttrVals, name);
    return JSON.parse(parsed.tree);
  };
}

function parsedBy(parse: Parse, text: string, context: Context): Parsed {
  const unusedAttrNames = marksFor(context.attrNames);
  const unusedAttrVals = marksFor(context.attrVals);
  const tree = parse(text, { context: { ...context, unusedAttrNames, unusedAttrVals } });
  return {
    tree: JSON.stringify(tree),
    names: removedFrom(context.attrNames, unusedAttrNames),
    values: removedFrom(context.attrVals, unusedAttrVals),
  };
}

const removedFrom = (named: object = {}, marks: Marks): readonly string[] =>
  Object.keys(named).filter((name) => !Object.hasOwn(marks, name));

const marksFor = (named: object = {}): Marks =>
  Object.fromEntries(Object.keys(named).map((name) => [name, true]));

import * as z from 'zod';
import { own } from '../json/json.ts';
import { HttpError, queryParameterError } from './http-error.ts';

/**
 * The longest parameter value, in bytes. Ids and times are shorter; DynamoDB rejects keys over 1,024
 * bytes (Developer Guide, Constraints).
 */
export const MAX_BYTES = 512;

/** Each value of a list can cause a separate DynamoDB query. */
const MAX_PARAMETERS = 100;

/** Cursors have their own length limit. */
const CURSORS = ['next', 'prev'];

/** A list parameter, repeated with one value each. */
export const listParameter = <Item extends z.ZodType>(item: Item, description: string) =>
  z
    .array(item)
    .optional()
    .meta({ description, param: { style: 'form', explode: true } });

/** A list parameter that filters by tenant. */
export const ownerParameter = (description: string) =>
  listParameter(ShortText, `${description} Ignored with a tenant token, which selects its tenant.`);

/** A whole number of at least 1, in decimal digits. */
export const WholeNumber = z
  .string()
  .regex(/^0*[1-9]\d*$/, 'must be a whole number of at least 1')
  .transform(Number)
  .meta({
    override: ({ jsonSchema }) => {
      delete jsonSchema.pattern;
      Object.assign(jsonSchema, { type: 'integer', minimum: 1 });
    },
  });

/** A query parameter such as an id or topic. */
export const ShortText = z.string().max(MAX_BYTES);

/** A parameter that breaks a rule, and the rule. */
interface ParameterProblem {
  readonly name: string;
  readonly problem: string;
}

/**
 * A query string. A list can be written `k=a&k=b`, `k[]=a&k[]=b` or `k[0]=a&k[1]=b`, as in Outpost
 * and its SDKs.
 */
export class Query {
  readonly #params: URLSearchParams;
  /** The names of undeclared parameters in the query string. */
  readonly undeclared: readonly string[];

  /**
   * @param declared names of the declared parameters; others cannot be read @default any
   * @throws HttpError 422 for a value over 512 bytes, or more than 100 parameters
   */
  constructor(raw: string, declared?: readonly string[]) {
    const known = declared && new Set(declared.map(baseName));
    const given = [...new URLSearchParams(raw)];
    const isDeclared = (name: string) => known?.has(baseName(name)) ?? true;
    this.#params = new URLSearchParams(given.filter(([name]) => isDeclared(name)));
    this.undeclared = given.map(([name]) => name).filter((name) => !isDeclared(name));
    if (this.#params.size > MAX_PARAMETERS) {
      throw new HttpError(422, 'validation error', [
        `query must have at most ${MAX_PARAMETERS} parameters`,
      ]);
    }
    for (const [name, value] of this.#params) {
      if (Buffer.byteLength(value) > MAX_BYTES && !CURSORS.includes(listName(name))) {
        throw queryParameterError(name, `must have at most ${MAX_BYTES} bytes`);
      }
    }
  }

  /** The names of all parameters, one per value. */
  names(): string[] {
    return [...this.#params.keys()];
  }

  /**
   * Finds a parameter that has more values than its schema accepts, or an empty one that it does not.
   *
   * @param shape the parameters' schemas, by name
   */
  misused(shape: Readonly<Record<string, z.ZodType>>): ParameterProblem | undefined {
    const names = new Set<string>();
    for (const [key, value] of this.#params) {
      const name = listName(key);
      const schema = own(shape, name);
      if (schema === undefined) continue;
      if (names.has(name) && !isList(schema)) return { name, problem: 'must be given only once' };
      names.add(name);
      // The code that reads times reports empty ones.
      if (value === '' && !name.startsWith('time[') && !acceptsEmpty(schema))
        return { name, problem: 'must not be empty' };
    }
    return undefined;
  }

  /** The first value of `name`; undefined when it is absent or empty. */
  one(name: string): string | undefined {
    return this.all(name)[0];
  }

  /** Every nonempty value of the list `name`, in the order given. */
  all(name: string): string[] {
    return [...this.#params]
      .filter(([key, value]) => value !== '' && listName(key) === name)
      .map(([, value]) => value);
  }

  /** The text in brackets after `name`, such as `gte` in `time[gte]=…`; also of lists. */
  operators(name: string): string[] {
    return [...this.#params.keys()].flatMap((key) => {
      const match = /^([^[]+)\[([^\]]*)\](?:\[\d*\])?$/.exec(key);
      return match?.[1] === name && match[2] !== undefined ? [match[2]] : [];
    });
  }
}

/**
 * Validates parameters that have one value each.
 *
 * @throws HttpError 422 with every validation error, by its parameter
 */
export function parseQuery<Schema extends z.ZodObject>(
  schema: Schema,
  query: Query,
): z.output<Schema> {
  const names = Object.keys(schema.shape);
  const parsed = schema.safeParse(Object.fromEntries(names.map((name) => [name, query.one(name)])));
  if (parsed.success) return parsed.data;
  const problems = parsed.error.issues.map(({ path, message }) => [
    `query.${path.join('.')}`,
    message,
  ]);
  throw new HttpError(422, 'validation error', Object.fromEntries(problems));
}

/** The name without brackets: `time` for `time[gte]`, `id` for `id[]` and `id[0]`. */
const baseName = (key: string): string => key.replace(/\[.*$/s, '');

const isList = (schema: unknown): boolean =>
  schema instanceof z.ZodOptional ? isList(schema.unwrap()) : schema instanceof z.ZodArray;

const acceptsEmpty = (schema: z.ZodType): boolean =>
  schema.safeParse('').success || schema.safeParse(['']).success;

const listName = (key: string): string => key.replace(/\[\d*\]$/, '');

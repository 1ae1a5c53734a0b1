import { TreeInterpreter } from '@jmespath-community/jmespath';
import type { Kind } from './template-kinds.ts';

/** One type that an argument may have: any, or a kind; of an array, perhaps the kind of all its elements. */
export interface Accepted {
  readonly kind: Kind | 'any';
  readonly element?: Kind;
}

/** What one argument may be. */
export type Parameter = readonly Accepted[];

/** What a function takes. */
export interface Signature {
  readonly least: number;
  /** Infinity, when the last parameter may be repeated. */
  readonly most: number;
  readonly parameters: readonly Parameter[];
}

/** The library's numbers for types, in its order. */
const types: readonly Accepted[] = [
  { kind: 'number' },
  { kind: 'any' },
  { kind: 'string' },
  { kind: 'array' },
  { kind: 'object' },
  { kind: 'boolean' },
  { kind: 'expression' },
  { kind: 'null' },
  { kind: 'array', element: 'number' },
  { kind: 'array', element: 'string' },
  { kind: 'array', element: 'object' },
  { kind: 'array', element: 'array' },
];

/** The library's own table says which functions there are and what they take. */
const signatures: ReadonlyMap<string, Signature> = new Map(
  Object.entries(TreeInterpreter.runtime._functionTable).map(([name, { _signature: given }]) => [
    name,
    {
      least: given.filter(({ optional }) => !optional).length,
      most: given.at(-1)?.variadic ? Number.POSITIVE_INFINITY : given.length,
      parameters: given.map((one) => one.types.flatMap((type) => types[type] ?? [])),
    },
  ]),
);

/** What the function `name` takes; undefined when there is none. */
export const signatureOf = (name: string): Signature | undefined => signatures.get(name);

/** What the argument at `index` may be: the last parameter of a variadic function is repeated. */
export const parameterAt = ({ parameters }: Signature, index: number): Parameter =>
  parameters[index] ?? parameters.at(-1) ?? [];

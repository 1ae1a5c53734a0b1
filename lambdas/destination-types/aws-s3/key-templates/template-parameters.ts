import { TreeInterpreter } from '@jmespath-community/jmespath';
import { keyFunctions } from './template-key-functions.ts';
import type { Kind } from './template-values.ts';

/**
 * One accepted type of an argument: any, or a kind. For an array, optionally the kind of all its
 * elements.
 */
export interface Accepted {
  readonly kind: Kind | 'any';
  readonly element?: Kind;
}

/** The accepted types of one argument. */
export type Parameter = readonly Accepted[];

/** The parameters of a function. */
export interface Signature {
  readonly min: number;
  /** Infinity when the last parameter may be repeated. */
  readonly max: number;
  readonly parameters: readonly Parameter[];
}

/** The library's type numbers, in its order. */
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

const takesText: Signature = { min: 1, max: 1, parameters: [[{ kind: 'string' }]] };

/** Read from the library's own table of functions and their arguments. */
const signatures: ReadonlyMap<string, Signature> = new Map([
  ...Object.entries(TreeInterpreter.runtime._functionTable).map(
    ([name, { _signature: given }]): [string, Signature] => [
      name,
      {
        min: given.filter(({ optional }) => !optional).length,
        max: given.at(-1)?.variadic ? Number.POSITIVE_INFINITY : given.length,
        parameters: given.map((one) => one.types.flatMap((type) => types[type] ?? [])),
      },
    ],
  ),
  ...[...keyFunctions.keys()].map((name): [string, Signature] => [name, takesText]),
]);

/** Returns the signature of the function `name`; undefined when there is no such function. */
export const signatureOf = (name: string): Signature | undefined => signatures.get(name);

/**
 * Returns the accepted types of the argument at `index`. The last parameter of a variadic
 * function is repeated.
 */
export const parameterAt = ({ parameters }: Signature, index: number): Parameter =>
  parameters[index] ?? parameters.at(-1) ?? [];

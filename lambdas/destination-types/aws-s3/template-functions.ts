import type { TreeInterpreter } from '@jmespath-community/jmespath';
import { own } from '../../runtime/own.ts';

type TrimArguments = readonly [text: string, characters?: string];
type Functions = (typeof TreeInterpreter)['runtime']['_functionTable'];

/**
 * The library's functions, but for those that take far more than they need: its `trim` takes time
 * that grows with the square of the text's length, and its `replace`, given a count, puts what it
 * has replaced through JavaScript's own patterns (`$'`) again and again, so that a text of two
 * characters grows to a gigabyte.
 */
export const soundFunctions = (functions: Functions): Functions => ({
  ...functions,
  ...soundFunction(functions, 'trim', ([text, characters]: TrimArguments) => {
    const isTrimmed = memberOf(characters);
    return trimmedLeft(trimmedRight(text, isTrimmed), isTrimmed);
  }),
  ...soundFunction(functions, 'trim_left', ([text, characters]: TrimArguments) =>
    trimmedLeft(text, memberOf(characters)),
  ),
  ...soundFunction(functions, 'trim_right', ([text, characters]: TrimArguments) =>
    trimmedRight(text, memberOf(characters)),
  ),
  ...soundFunction(functions, 'replace', replaced),
});

/** A function under the library's own signature, which it checks arguments against before a call. */
const soundFunction = <Args extends readonly unknown[]>(
  functions: Functions,
  name: string,
  sound: (args: Args) => string,
): Functions => {
  const known = own(functions, name);
  return known ? { [name]: { ...known, _func: sound } } : {};
};

type IsTrimmed = (character: string) => boolean;

/** Without characters, or with none, white space: JEP-014 of the JMESPath community. */
const memberOf = (characters: string | undefined): IsTrimmed => {
  if (!characters) return (character) => /[\s\u0085]/.test(character);
  const members = new Set(characters);
  return (character) => members.has(character);
};

const trimmedLeft = (text: string, isTrimmed: IsTrimmed): string => {
  const characters = [...text];
  const start = characters.findIndex((character) => !isTrimmed(character));
  return start < 0 ? '' : characters.slice(start).join('');
};

const trimmedRight = (text: string, isTrimmed: IsTrimmed): string => {
  const characters = [...text];
  const last = characters.findLastIndex((character) => !isTrimmed(character));
  return characters.slice(0, last + 1).join('');
};

/** @throws Error for a count that is none */
const replaced = ([text, old, by, count = Number.POSITIVE_INFINITY]: readonly [
  string,
  string,
  string,
  number?,
]): string => {
  if (count < 0 || (Number.isFinite(count) && !Number.isInteger(count))) {
    throw new Error('invalid-value: expecting a non-negative integer.');
  }
  const parts = text.split(old);
  const rest = parts.slice(count + 1);
  return [parts.slice(0, count + 1).join(by), ...rest].join(old);
};

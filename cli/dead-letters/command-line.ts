import { parseArgs } from 'node:util';
import { nearest } from '../../lambdas/platform/json/nearest.ts';
import { usageError } from '../cli-error.ts';
import { type CommandOptions, commandOptions } from './command-options.ts';
import { optionsOf, VERBS, type Verb } from './options.ts';
import { USAGE, usageOf } from './usage.ts';

const HELP = ['help', '--help', '-h'];

/**
 * Parses the command line into options or a help text.
 *
 * @throws CliError naming what is wrong and how to fix it
 */
export function parseCommandLine([word = 'help', ...rest]: readonly string[]):
  | CommandOptions
  | { help: string } {
  if (HELP.includes(word)) return { help: USAGE };
  const verb = VERBS.find((known) => known === word);
  if (verb === undefined) throw usageError(unknownVerb(word));
  const { help, ...options } = valuesIn(verb, rest);
  return help === undefined ? commandOptions(verb, options) : { help: usageOf(verb) };
}

function valuesIn(verb: Verb, args: string[]): Record<string, unknown> {
  const options = optionsOf(verb).map(({ name, value }) => [
    name,
    value === undefined ? { type: 'boolean' } : { type: 'string', multiple: true },
  ]);
  try {
    return parseArgs({ args, options: Object.fromEntries(options), strict: true }).values;
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    throw usageError(
      `${describeParseError(verb, error)}\nnpm run dlq -- ${verb} --help lists the options`,
    );
  }
}

/** The parser's message, with a hint where it has none. */
function describeParseError(verb: Verb, { message }: Error): string {
  const unknown = /^Unknown option '-*([\w-]+)'/.exec(message)?.[1];
  if (message.startsWith('Unexpected argument')) {
    return `${message}: options begin with -- and follow the -- of npm run`;
  }
  const meant =
    unknown &&
    nearest(
      unknown,
      optionsOf(verb).map(({ name }) => name),
    );
  return meant === undefined ? message : `${message}. Did you mean --${meant}?`;
}

function unknownVerb(word: string): string {
  if (word.startsWith('-')) return 'the first argument must be list, redrive or drop';
  const meant = nearest(word, VERBS);
  const hint =
    meant === undefined ? 'The commands are list, redrive and drop.' : `Did you mean ${meant}?`;
  return `${JSON.stringify(word)} is not a command. ${hint}`;
}

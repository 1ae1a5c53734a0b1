import { GROUPS, type Option, optionsOf, type Verb } from './options.ts';

const COMMAND = 'npm run dlq --';

const DESCRIPTIONS: Readonly<Record<Verb, string>> = {
  list: 'Shows dead letters without changing them.',
  redrive:
    'Sends dead letters back to their work queue, unchanged. Invalid messages would be dead-lettered\n' +
    'again, so they are skipped unless --cause, --id or --force selects them.',
  drop: 'Deletes dead letters permanently. Check them first: list takes the same options.',
};

/** The general help text. */
export const USAGE = `Dead letters are messages that are invalid, or that SQS dead-lettered after repeated errors.

usage: ${COMMAND} list    [options]   show them
       ${COMMAND} redrive [options]   send them back to their queue
       ${COMMAND} drop    [options]   delete them permanently

${COMMAND} list --help (or redrive, drop) lists the options. See also docs/how-to/dead-letters.md.

Exit codes: 0 success, 1 failure, 2 usage error, 130 stopped by Ctrl-C.`;

/** The help text of a verb, with its options. */
export const usageOf = (verb: Verb): string => {
  const known = new Set(optionsOf(verb));
  const groups = Object.entries(GROUPS).map(([title, options]) =>
    [title, ...options.filter((option) => known.has(option)).map(lineOf)].join('\n'),
  );
  return [
    DESCRIPTIONS[verb],
    `usage: ${COMMAND} ${verb} --stage NAME | --local [options]`,
    ...groups,
    'Filter options can be repeated; a repeated filter matches any of its values.',
  ].join('\n\n');
};

const lineOf = ({ name, value, help }: Option): string =>
  `  ${`--${name}${value ? ` ${value}` : ''}`.padEnd(20)}  ${help}`;

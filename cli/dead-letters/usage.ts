import { GROUPS, type Option, optionsOf, type Verb } from './options.ts';

const COMMAND = 'npm run dlq --';

const ABOUT: Readonly<Record<Verb, string>> = {
  list: 'Shows dead letters, and leaves them where they are.',
  redrive:
    'Puts dead letters into their work queue again, each as the message it was. Those that cannot be\n' +
    'read would come back at once: they are left where they are unless --cause, --id or --force names them.',
  drop: 'Deletes dead letters for good. Look at them first: list takes the same options.',
};

/** The general help text. */
export const USAGE = `Dead letters are messages a queue's function could not read, or that SQS gave up after a fault.

usage: ${COMMAND} list    [options]   show them
       ${COMMAND} redrive [options]   put them into their queue again
       ${COMMAND} drop    [options]   delete them for good

${COMMAND} list --help (or redrive, drop) tells the options. docs/how-to/dead-letters.md tells what to do.

Exit code 0: done. 1: it could not be done. 2: the command was put wrongly. 130: stopped by Ctrl-C.`;

/** The help text of a verb, with its options. */
export const usageOf = (verb: Verb): string => {
  const known = new Set(optionsOf(verb));
  const groups = Object.entries(GROUPS).map(([title, options]) =>
    [title, ...options.filter((option) => known.has(option)).map(lineOf)].join('\n'),
  );
  return [
    ABOUT[verb],
    `usage: ${COMMAND} ${verb} --stage NAME | --local [options]`,
    ...groups,
    'An option that names something may be given several times, and means any of them.',
  ].join('\n\n');
};

const lineOf = ({ name, value, help }: Option): string =>
  `  ${`--${name}${value ? ` ${value}` : ''}`.padEnd(20)}  ${help}`;

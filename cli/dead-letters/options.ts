/** The commands. */
export const VERBS = ['list', 'redrive', 'drop'] as const;
export type Verb = (typeof VERBS)[number];

/** An option, for the help text and the parser. */
export interface Option {
  readonly name: string;
  /** The placeholder of its value. @default - a flag */
  readonly value?: string;
  readonly help: string;
  /** The verbs that accept it. @default - all */
  readonly verbs?: readonly Verb[];
}

/** Options that select the queues. */
const WHERE: readonly Option[] = [
  { name: 'stage', value: 'NAME', help: 'a deployed stage, with your AWS credentials and region' },
  { name: 'local', help: 'the local house that runs here, or the port LOCAL_AWS_PORT' },
  { name: 'queue', value: 'NAME', help: 'only this queue: publish, delivery, verification, …' },
];

/** Options that filter dead letters. */
const WHICH: readonly Option[] = [
  { name: 'tenant', value: 'ID', help: 'about this tenant' },
  { name: 'event', value: 'ID', help: 'about this event' },
  { name: 'destination', value: 'ID', help: 'about this destination' },
  { name: 'id', value: 'MESSAGE_ID', help: 'this very message' },
  { name: 'cause', value: 'TEXT', help: 'with this text in their cause, in any letter case' },
  { name: 'older-than', value: 'SPAN', help: 'first sent longer ago: 90s, 15m, 2h, 3d, 1w' },
  { name: 'newer-than', value: 'SPAN', help: 'first sent less long ago' },
  { name: 'limit', value: 'N', help: 'no more than so many' },
];

/** Options for execution and output. */
const HOW: readonly Option[] = [
  {
    name: 'force',
    help: 'those that cannot be read, too (or name them with --cause or --id)',
    verbs: ['redrive'],
  },
  { name: 'yes', help: 'without asking; only drop asks', verbs: ['redrive', 'drop'] },
  { name: 'body', help: 'show their bodies, secrets hidden, and of data only the size' },
  { name: 'data', help: 'show their bodies with the data, secrets hidden' },
  { name: 'json', help: 'one line of JSON for each, and nothing else on standard output' },
  { name: 'help', help: 'this text' },
];

/** The options by help section. */
export const GROUPS = { where: WHERE, which: WHICH, how: HOW } as const;

/** The options of a verb. */
export const optionsOf = (verb: Verb): Option[] =>
  Object.values(GROUPS)
    .flat()
    .filter(({ verbs = VERBS }) => verbs.includes(verb));

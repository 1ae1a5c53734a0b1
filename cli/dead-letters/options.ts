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
const QUEUE_OPTIONS: readonly Option[] = [
  { name: 'stage', value: 'NAME', help: 'a deployed stage, with your AWS credentials and region' },
  { name: 'local', help: 'the local stack that runs here, or at the port LOCAL_AWS_PORT' },
  { name: 'queue', value: 'NAME', help: 'only this queue: publish, delivery, verification, …' },
];

/** Options that filter dead letters. */
const FILTER_OPTIONS: readonly Option[] = [
  { name: 'tenant', value: 'ID', help: 'about this tenant' },
  { name: 'event', value: 'ID', help: 'about this event' },
  { name: 'destination', value: 'ID', help: 'about this destination' },
  { name: 'id', value: 'MESSAGE_ID', help: 'the message with this id' },
  { name: 'cause', value: 'TEXT', help: 'with this text in their cause, case-insensitive' },
  {
    name: 'older-than',
    value: 'SPAN',
    help: 'first sent before this long ago: 90s, 15m, 2h, 3d, 1w',
  },
  { name: 'newer-than', value: 'SPAN', help: 'first sent within this period' },
  { name: 'limit', value: 'N', help: 'at most this many' },
];

/** Options for execution and output. */
const OUTPUT_OPTIONS: readonly Option[] = [
  {
    name: 'force',
    help: 'also invalid messages (or select them with --cause or --id)',
    verbs: ['redrive'],
  },
  { name: 'yes', help: 'do not ask for confirmation (only drop asks)', verbs: ['redrive', 'drop'] },
  { name: 'body', help: 'show bodies with secrets redacted, and only the size of the data' },
  { name: 'data', help: 'show bodies with the data, with secrets redacted' },
  { name: 'json', help: 'print one JSON line per message, and nothing else on standard output' },
  { name: 'help', help: 'this text' },
];

/** The options by help section. */
export const GROUPS = { where: QUEUE_OPTIONS, which: FILTER_OPTIONS, how: OUTPUT_OPTIONS } as const;

export const optionsOf = (verb: Verb): Option[] =>
  Object.values(GROUPS)
    .flat()
    .filter(({ verbs = VERBS }) => verbs.includes(verb));

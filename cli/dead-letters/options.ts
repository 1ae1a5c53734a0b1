/** What the command can do. */
export const VERBS = ['list', 'redrive', 'drop'] as const;
export type Verb = (typeof VERBS)[number];

/** An option of the command, for people and for the parser. */
export interface Option {
  readonly name: string;
  /** What its value is called. @default - it takes none */
  readonly value?: string;
  readonly help: string;
  /** The verbs it goes with. @default - all */
  readonly verbs?: readonly Verb[];
}

/** Where the letters are. */
const WHERE: readonly Option[] = [
  { name: 'stage', value: 'NAME', help: 'a deployed stage, with your AWS credentials and region' },
  { name: 'local', help: 'the local house that runs here, or the port LOCAL_AWS_PORT' },
  { name: 'queue', value: 'NAME', help: 'only this queue: publish, delivery, verification, …' },
];

/** Which of them are meant. */
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

/** How it is done and shown. */
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

/** The options in their groups, as the help has them. */
export const GROUPS = { where: WHERE, which: WHICH, how: HOW } as const;

/** The options that go with a verb. */
export const optionsOf = (verb: Verb): Option[] =>
  Object.values(GROUPS)
    .flat()
    .filter(({ verbs = VERBS }) => verbs.includes(verb));

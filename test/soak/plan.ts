import { createHash } from 'node:crypto';

/** A destination of the run, which is known by its bucket. */
export interface PlannedDestination {
  readonly bucket: string;
  /** What its create sends, beside where it is. */
  readonly wants: { readonly topics: '*' | readonly string[]; readonly filter?: object };
  /** Whether it wants an event, by the same rules. */
  matches(event: PlannedEvent): boolean;
}

/** A tenant, and where its events are to go. */
interface PlannedTenant {
  readonly id: string;
  readonly destinations: readonly PlannedDestination[];
}

/** An event of the run: all of it follows from its number. */
export interface PlannedEvent {
  readonly id: string;
  readonly tenant: string;
  readonly topic: string;
  readonly kind: string;
  /** Its data as JSON, to the letter. */
  readonly data: string;
}

const STEADY_TENANTS = 14;
/** One event in so many is too large for a queue. */
const LARGE_ONE_IN = 1_000;
const LARGE_CHARACTERS = 300_000;
const MOST_WORDS = 120;
const WORDS = ['order', 'größe', '注文', '🚚', 'a "quote"', 'back\\slash', '<&>', 'line\nbreak'];

const everything = (bucket: string): PlannedDestination => ({
  bucket,
  wants: { topics: '*' },
  matches: () => true,
});

const ofTopic = (bucket: string, topic: string): PlannedDestination => ({
  bucket,
  wants: { topics: [topic] },
  matches: (event) => event.topic === topic,
});

const ofKind = (bucket: string, kind: string): PlannedDestination => ({
  bucket,
  wants: { topics: '*', filter: { data: { kind } } },
  matches: (event) => event.kind === kind,
});

const steadyTenant = (number: number): PlannedTenant => {
  const id = `steady-${number}`;
  const more = [
    ...(number < 4 ? [ofTopic(`${id}-orders`, 'orders')] : []),
    ...(number === 4 ? [ofKind(`${id}-kind`, 'c')] : []),
  ];
  return { id, destinations: [everything(id), ...more] };
};

/** The bucket that does not exist until the end, and the one whose store is down until then. */
export const DEAD_BUCKETS = { gone: 'gone', down: 'down' } as const;
/** The bucket that often takes its time. */
export const SLUGGISH_BUCKET = 'sluggish';

/** Events of a hundred that are those of a tenant in trouble; the steady ones have the others. */
const IN_TROUBLE: readonly string[] = [
  ...Array(3).fill(DEAD_BUCKETS.gone),
  DEAD_BUCKETS.down,
  ...Array(2).fill(SLUGGISH_BUCKET),
];

/** All tenants of a run. */
export const TENANTS: readonly PlannedTenant[] = [
  ...Array.from({ length: STEADY_TENANTS }, (_, number) => steadyTenant(number)),
  ...[...new Set(IN_TROUBLE)].map((id) => ({ id, destinations: [everything(id)] })),
];

/** The number of an event, by its id; undefined when it is none of the run's. */
export const numberIn = (id: string): number | undefined => {
  const [, number] = /^soak-(\d+)$/.exec(id) ?? [];
  return number === undefined ? undefined : Number(number);
};

/** The event with a number. */
export const eventAt = (number: number): PlannedEvent => {
  const dice = createHash('sha256').update(String(number)).digest();
  const kind = 'abcd'[dice.readUInt8(0) % 4] ?? 'a';
  return {
    id: `soak-${number}`,
    tenant: IN_TROUBLE[number % 100] ?? `steady-${dice.readUInt8(1) % STEADY_TENANTS}`,
    topic: dice.readUInt8(2) % 2 === 0 ? 'orders' : 'invoices',
    kind,
    data: dataOf(number, kind, dice),
  };
};

/** Whether an event is too large for the publish queue. */
export const isLarge = (number: number): boolean => number % LARGE_ONE_IN === 77;

/** Numbers that JavaScript would spell otherwise, and text of all sorts. */
const dataOf = (number: number, kind: string, dice: Buffer): string => {
  const words = Array.from(
    { length: dice.readUInt8(3) % MOST_WORDS },
    (_, place) => WORDS[dice.readUInt8(place % dice.length) % WORDS.length],
  );
  const text = JSON.stringify(
    words.join(' ') + (isLarge(number) ? '.'.repeat(LARGE_CHARACTERS) : ''),
  );
  return `{"n":${number},"kind":"${kind}","exact":1.0,"big":12345678901234567890,"text":${text}}`;
};

/** Where an event is to go. */
export const destinationsOf = (event: PlannedEvent): readonly PlannedDestination[] =>
  TENANTS.find(({ id }) => id === event.tenant)?.destinations.filter((one) => one.matches(event)) ??
  [];

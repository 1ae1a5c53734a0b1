import { createHash } from 'node:crypto';

/** A destination of the run, identified by its bucket. */
export interface PlannedDestination {
  readonly bucket: string;
  /** Whether the bucket is on AWS. The others have an endpoint of their own. */
  readonly isOnAws: boolean;
  /** The body of its create request, in addition to where it is. */
  readonly wants: { readonly topics: '*' | readonly string[]; readonly filter?: object };
  /** Whether it matches an event, by the same rules. */
  matches(event: PlannedEvent): boolean;
}

/** A tenant and the destinations of its events. */
interface PlannedTenant {
  readonly id: string;
  readonly destinations: readonly PlannedDestination[];
}

/** An event of the run, derived from its number. */
export interface PlannedEvent {
  readonly id: string;
  readonly tenant: string;
  readonly topic: string;
  readonly kind: string;
  /** Its data as JSON, byte for byte. */
  readonly data: string;
}

/** Of tenants that work, of 200 in total. */
const STEADY_TENANTS = 197;
/** One event in this many is too large for a queue. */
const LARGE_ONE_IN = 1_000;
const LARGE_CHARACTERS = 300_000;
const MAX_WORDS = 120;
const WORDS = ['order', 'größe', '注文', '🚚', 'a "quote"', 'back\\slash', '<&>', 'line\nbreak'];

const everything = (bucket: string, isOnAws: boolean): PlannedDestination => ({
  bucket,
  isOnAws,
  wants: { topics: '*' },
  matches: () => true,
});

const ofTopic = (bucket: string, topic: string): PlannedDestination => ({
  bucket,
  isOnAws: true,
  wants: { topics: [topic] },
  matches: (event) => event.topic === topic,
});

const ofKind = (bucket: string, kind: string): PlannedDestination => ({
  bucket,
  isOnAws: false,
  wants: { topics: '*', filter: { data: { kind } } },
  matches: (event) => event.kind === kind,
});

const steadyTenant = (number: number): PlannedTenant => {
  const id = `steady-${number}`;
  const more = [
    ...(number < 4 ? [ofTopic(`${id}-orders`, 'orders')] : []),
    ...(number === 4 ? [ofKind(`${id}-kind`, 'c')] : []),
  ];
  return { id, destinations: [everything(id, number % 2 === 0), ...more] };
};

/** The bucket that does not exist until the end, and the one whose store is down until then. */
export const DEAD_BUCKETS = { gone: 'gone', down: 'down' } as const;
/** The bucket that is often slow. */
export const SLUGGISH_BUCKET = 'sluggish';

/**
 * Events of each hundred that belong to a tenant with failing stores; the others belong to the
 * steady ones.
 */
const IN_TROUBLE: readonly string[] = [
  ...Array(3).fill(DEAD_BUCKETS.gone),
  DEAD_BUCKETS.down,
  ...Array(2).fill(SLUGGISH_BUCKET),
];

/** All tenants of a run. */
export const TENANTS: readonly PlannedTenant[] = [
  ...Array.from({ length: STEADY_TENANTS }, (_, number) => steadyTenant(number)),
  ...[...new Set(IN_TROUBLE)].map((id) => ({
    id,
    destinations: [everything(id, id !== DEAD_BUCKETS.down)],
  })),
];

/** The number of an event, by its id; undefined for an id that is not of the run. */
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
    tenant: IN_TROUBLE[number % 100] ?? `steady-${steadyNumber(dice)}`,
    topic: dice.readUInt8(2) % 2 === 0 ? 'orders' : 'invoices',
    kind,
    data: dataOf(number, kind, dice),
  };
};

/** Low numbers are frequent: the busiest tenant has 7 % of the events, the quietest 0.25 %. */
const steadyNumber = (dice: Buffer): number =>
  Math.floor((dice.readUInt32BE(4) / 2 ** 32) ** 2 * STEADY_TENANTS);

/** Whether an event is too large for the publish queue. */
export const isLarge = (number: number): boolean => number % LARGE_ONE_IN === 77;

/** Numbers that JavaScript would print differently, and various text. */
const dataOf = (number: number, kind: string, dice: Buffer): string => {
  const words = Array.from(
    { length: dice.readUInt8(3) % MAX_WORDS },
    (_, place) => WORDS[dice.readUInt8(place % dice.length) % WORDS.length],
  );
  const text = JSON.stringify(
    words.join(' ') + (isLarge(number) ? '.'.repeat(LARGE_CHARACTERS) : ''),
  );
  return `{"n":${number},"kind":"${kind}","exact":1.0,"big":12345678901234567890,"text":${text}}`;
};

/** The expected destinations of an event. */
export const destinationsOf = (event: PlannedEvent): readonly PlannedDestination[] =>
  TENANTS.find(({ id }) => id === event.tenant)?.destinations.filter((one) => one.matches(event)) ??
  [];

import type {
  DestinationType,
  Parsed,
  Settings,
  WriterSettings,
} from '../destination-types/destination-type.ts';
import { allDestinationTypes, destinationType } from '../destination-types/registry.ts';
import { type Filter, filterErrors } from '../filters/filter.ts';
import { HttpError, validationError } from '../platform/http/http-error.ts';
import { folded } from './topic-pattern.ts';
import { type TopicRules, topicsError } from './topics.ts';

/** The stage's settings that destinations are checked against. */
export interface DestinationRules extends WriterSettings, TopicRules {
  /** Destinations a tenant may have. */
  readonly maxPerTenant: number;
}

/** A destination as asked for, before it is checked. */
export interface Wanted {
  readonly type: string;
  readonly topics: readonly string[];
  readonly filter: Filter | undefined;
  readonly config: Settings;
  readonly credentials: Settings;
  /** Moments that must have passed, by their field's name. */
  readonly past: Readonly<Record<string, string | null | undefined>>;
}

/** What to store of it. */
export interface Checked {
  readonly topics: readonly string[];
  readonly config: Settings;
  readonly credentials: Settings;
}

/**
 * Checks a whole destination.
 *
 * @throws HttpFault 422 with every fault there is
 */
export function validateDestination(wanted: Wanted, rules: DestinationRules, now: Date): Checked {
  const type = typeCalled(wanted.type);
  const config = type.parseConfig(wanted.config, rules);
  const credentials = type.parseCredentials(wanted.credentials);
  const topicsFault = topicsError(wanted.topics, rules);
  const faults = [
    ...(topicsFault ? [topicsFault] : []),
    ...(wanted.filter ? filterErrors(wanted.filter) : []),
    ...faultsIn(config),
    ...faultsIn(credentials),
    ...faultsOfFuture(wanted.past, now),
  ];
  if (faults.length > 0) throw validationError(faults);
  return {
    topics: folded(wanted.topics),
    config: settingsIn(config),
    credentials: settingsIn(credentials),
  };
}

/** Characters of a type there is not, for people to know it again by. */
const MOST_SHOWN = 64;

/** @throws HttpFault 422 when there is no such destination type */
export function typeCalled(name: string): DestinationType {
  const type = destinationType(name);
  if (type) return type;
  const names = allDestinationTypes().map(({ description }) => description.type);
  const shown = name.slice(0, MOST_SHOWN).toWellFormed();
  throw new HttpError(422, `no provider registered for destination type: ${shown}`, [
    `type must be one of: ${names.join(', ')}`,
  ]);
}

const faultsOfFuture = (past: Wanted['past'], now: Date): string[] =>
  Object.entries(past)
    .filter(([, instant]) => instant && new Date(instant) > now)
    .map(([name]) => `${name} must not be in the future`);

const faultsIn = (parsed: Parsed): readonly string[] => ('faults' in parsed ? parsed.faults : []);

const settingsIn = (parsed: Parsed): Settings => ('settings' in parsed ? parsed.settings : {});

/** @throws HttpFault 422 with every fault there is */
export function settingsOf(parsed: Parsed): Settings {
  if ('faults' in parsed) throw validationError(parsed.faults);
  return parsed.settings;
}

import type {
  ConfigSettings,
  DestinationType,
  Parsed,
  Settings,
} from '../destination-types/destination-type.ts';
import { allDestinationTypes, destinationType } from '../destination-types/registry.ts';
import { type Filter, filterErrors } from '../filters/filter.ts';
import { InvalidInputError, ValidationError } from '../platform/errors.ts';
import { collapsePatterns, type TopicRules, topicsError } from './topics.ts';

/** The stage configuration that destinations are validated against. */
export interface DestinationRules extends ConfigSettings, TopicRules {
  /** The maximum number of destinations of a tenant. */
  readonly maxPerTenant: number;
}

/** A requested destination, before validation. */
export interface DestinationDraft {
  readonly type: string;
  readonly topics: readonly string[];
  readonly filter: Filter | undefined;
  readonly config: Settings;
  readonly credentials: Settings;
  /** Times that must not be in the future, by field name. */
  readonly past: Readonly<Record<string, string | null | undefined>>;
}

/** The validated parts to store. */
export interface ValidatedDestination {
  readonly topics: readonly string[];
  readonly config: Settings;
  readonly credentials: Settings;
}

/**
 * Validates a destination.
 *
 * @throws ValidationError with every validation error
 */
export function validateDestination(
  draft: DestinationDraft,
  rules: DestinationRules,
  now: Date,
): ValidatedDestination {
  const type = typeCalled(draft.type);
  const config = type.parseConfig(draft.config, rules);
  const credentials = type.parseCredentials(draft.credentials, draft.config);
  const topicsMessage = topicsError(draft.topics, rules);
  const errors = [
    ...(topicsMessage ? [topicsMessage] : []),
    ...(draft.filter ? filterErrors(draft.filter) : []),
    ...errorsOf(config),
    ...errorsOf(credentials),
    ...futureErrors(draft.past, now),
  ];
  if (errors.length > 0) throw new ValidationError(errors);
  return {
    topics: collapsePatterns(draft.topics),
    config: settingsOrEmpty(config),
    credentials: settingsOrEmpty(credentials),
  };
}

/** Characters of an unknown type that the error message shows. */
const MAX_SHOWN = 64;

/** @throws InvalidInputError if there is no such destination type */
export function typeCalled(name: string): DestinationType {
  const type = destinationType(name);
  if (type) return type;
  const names = allDestinationTypes().map(({ description }) => description.type);
  const shortName = name.slice(0, MAX_SHOWN).toWellFormed();
  throw new InvalidInputError(`no provider registered for destination type: ${shortName}`, [
    `type must be one of: ${names.join(', ')}`,
  ]);
}

const futureErrors = (past: DestinationDraft['past'], now: Date): string[] =>
  Object.entries(past)
    .filter(([, instant]) => instant && new Date(instant) > now)
    .map(([name]) => `${name} must not be in the future`);

const errorsOf = (parsed: Parsed): readonly string[] => ('errors' in parsed ? parsed.errors : []);

const settingsOrEmpty = (parsed: Parsed): Settings => ('settings' in parsed ? parsed.settings : {});

/** @throws ValidationError with every validation error */
export function requireSettings(parsed: Parsed): Settings {
  if ('errors' in parsed) throw new ValidationError(parsed.errors);
  return parsed.settings;
}

import type { DestinationBody } from '../../lambdas/destinations/destination-body.ts';
import { parseJson } from '../json.ts';
import { fieldValue } from './field-rules.ts';

export type Settings = Readonly<Record<string, string>>;

/** How a destination gives access: a role, or credentials. */
export type Access = 'role' | 'keys';

/** What the form contains. It is never stored. */
export interface FormValues {
  readonly type: string;
  readonly allTopics: boolean;
  /** The topics, unless it receives all. */
  readonly topics: readonly string[];
  /** JSON, or empty. */
  readonly filter: string;
  readonly access: Access;
  readonly config: Settings;
  readonly credentials: Settings;
  /** Metadata of every object. It is set through the API, and only previewed here. */
  readonly deliveryMetadata?: Settings | undefined;
}

/** The form of a new destination. */
export const emptyForm = (type: string, access: Access, config: Settings): FormValues => ({
  type,
  allTopics: true,
  topics: [],
  filter: '',
  access,
  config,
  credentials: {},
});

/** The form of a saved destination. */
export const formOf = (
  { type, topics, filter, config, credentials, delivery_metadata }: DestinationBody,
  role: string | undefined,
): FormValues => ({
  type,
  allTopics: topics[0] === '*',
  topics: topics[0] === '*' ? [] : topics,
  filter: filter === undefined ? '' : JSON.stringify(filter, undefined, 2),
  access: role !== undefined && fieldValue(config, role) !== '' ? 'role' : 'keys',
  config,
  credentials,
  deliveryMetadata: delivery_metadata,
});

/** Whether a text is a JSON object, or empty. */
export const isFilter = (text: string): boolean => {
  if (text.trim() === '') return true;
  try {
    const filter = parseJson(text);
    return typeof filter === 'object' && filter !== null && !Array.isArray(filter);
  } catch {
    return false;
  }
};

/** The filter of a form; null if it has none. */
const filterIn = ({ filter }: FormValues): unknown =>
  filter.trim() === '' ? null : parseJson(filter);

const topicsIn = ({ allTopics, topics }: FormValues): readonly string[] =>
  allTopics ? ['*'] : topics;

/**
 * The config without the fields of the other kind of access and without empty values.
 *
 * @param excluded the fields that belong to the other access
 */
const configIn = ({ config }: FormValues, excluded: readonly string[]): Settings =>
  Object.fromEntries(
    Object.entries(config).filter(([name, value]) => value !== '' && !excluded.includes(name)),
  );

const filled = (settings: Settings): Settings =>
  Object.fromEntries(Object.entries(settings).filter(([, value]) => value !== ''));

export const createBody = (form: FormValues, excluded: readonly string[]) => ({
  type: form.type,
  topics: topicsIn(form),
  filter: filterIn(form),
  config: configIn(form, excluded),
  ...(form.access === 'keys' && { credentials: filled(form.credentials) }),
});

/** The body of a `PATCH` that turns a saved destination into the form. */
export const patchBody = (form: FormValues, saved: FormValues, excluded: readonly string[]) => {
  const topics = topicsIn(form);
  const before = { topics: topicsIn(saved), config: filled(saved.config) };
  const hasChanged = (a: unknown, b: unknown) => JSON.stringify(a) !== JSON.stringify(b);
  return {
    ...(hasChanged(topics, before.topics) && { topics }),
    ...(form.filter !== saved.filter && { filter: filterIn(form) }),
    ...configPatch(configIn(form, excluded), before.config),
    ...credentialsPatch(form, saved),
  };
};

/** Null members remove members (RFC 7396). */
const mapPatch = (after: Settings, before: Settings): Readonly<Record<string, string | null>> => {
  const names = new Set([...Object.keys(before), ...Object.keys(after)]);
  const changes = [...names].filter((name) => fieldValue(after, name) !== fieldValue(before, name));
  return Object.fromEntries(changes.map((name) => [name, fieldValue(after, name) || null]));
};

const configPatch = (after: Settings, before: Settings) => {
  const config = mapPatch(after, before);
  return Object.keys(config).length === 0 ? {} : { config };
};

/** Only changed values: a masked value of another version would replace the stored one. */
const credentialsPatch = (form: FormValues, saved: FormValues) => {
  if (form.access === 'role') return saved.access === 'role' ? {} : { credentials: null };
  const before = saved.access === 'role' ? {} : saved.credentials;
  const credentials = mapPatch(form.credentials, before);
  return Object.keys(credentials).length === 0 ? {} : { credentials };
};

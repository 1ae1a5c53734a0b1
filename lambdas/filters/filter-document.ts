import type { Event } from '../events/event.ts';
import { parseExactly } from '../platform/json/exact-json.ts';

/** What filters see of an event. */
export interface FilterDocument {
  readonly id: string;
  readonly topic: string;
  /** RFC 3339 in UTC, in whole seconds, as in Outpost: texts of one form compare as times do. */
  readonly time: string;
  readonly metadata: Readonly<Record<string, string>>;
  readonly data: unknown;
}

const documents = new WeakMap<Event, FilterDocument>();

/** The event as filters see it. Its data is parsed when it is first asked for, and once. */
export function documentOf(event: Event): FilterDocument {
  const known = documents.get(event);
  if (known) return known;
  const { id, topic, time, metadata, data } = event;
  const wholeSeconds = `${time.slice(0, 'YYYY-MM-DDThh:mm:ss'.length)}Z`;
  const document = { id, topic, time: wholeSeconds, metadata, data: parseExactly(data) };
  documents.set(event, document);
  return document;
}

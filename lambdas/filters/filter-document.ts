import type { Event } from '../events/event.ts';
import { parseExactly } from '../platform/json/exact-json.ts';

/** The members of an event that filters can read. */
export interface FilterDocument {
  readonly id: string;
  readonly topic: string;
  /** RFC 3339 in UTC, in whole seconds, as in Outpost. In this form, text order is time order. */
  readonly time: string;
  readonly metadata: Readonly<Record<string, string>>;
  readonly data: unknown;
}

const documents = new WeakMap<Event, FilterDocument>();

/** Returns the event as filters read it. Parses the data once, on the first call for an event. */
export function documentOf(event: Event): FilterDocument {
  const known = documents.get(event);
  if (known) return known;
  const { id, topic, time, metadata, data } = event;
  const wholeSeconds = `${time.slice(0, 'YYYY-MM-DDThh:mm:ss'.length)}Z`;
  const document = { id, topic, time: wholeSeconds, metadata, data: parseExactly(data) };
  documents.set(event, document);
  return document;
}

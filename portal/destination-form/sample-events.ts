import type { Api } from '../api.ts';
import { elementsOf, splitMember } from '../data/json-text.ts';

/** Events for a preview. */
export interface Samples {
  /** The events as JSON, with their data as it was published. At least one. */
  readonly events: readonly string[];
  /** Whether the tenant published them. */
  readonly isPublished: boolean;
}

interface Model {
  readonly id: string;
  readonly topic: string;
  readonly time: string;
  readonly metadata: Readonly<Record<string, string>>;
}

/** Maximum characters of the events, because they are sent with every change of the form. */
const MAX_CHARACTERS = 100_000;

/** Up to `limit` of the newest events of these topics, or invented ones if there are none. */
export const sampleEvents = async (
  api: Api,
  topics: readonly string[],
  limit: number,
  signal: AbortSignal,
): Promise<Samples> => {
  const query = { topic: topics, limit };
  const { data, text } = await api.fetch<{ readonly models: readonly Model[] }>('GET', '/events', {
    query,
    signal,
  });
  const events = newest(data.models, text);
  return events.length > 0
    ? { events, isPublished: true }
    : standIns(topics[0] ?? 'orders', limit, Date.now());
};

/** The first events of a list, up to one without data, and at most {@link MAX_CHARACTERS} together. */
const newest = (models: readonly Model[], list: string): readonly string[] => {
  const listed = elementsOf(splitMember(list, 'models')?.member ?? '');
  const events: string[] = [];
  let length = 0;
  for (const [index, model] of models.entries()) {
    const data = splitMember(listed[index] ?? '', 'data')?.member;
    const event = data === undefined ? '' : eventText(model, data);
    length += event.length;
    if (event === '' || length > MAX_CHARACTERS) break;
    events.push(event);
  }
  return events;
};

const eventText = ({ id, topic, time, metadata }: Model, data: string): string =>
  `${JSON.stringify({ id, topic, time, metadata }).slice(0, -1)},"data":${data}}`;

/** The ages of the invented events, in hours: usually, two are of the same day. */
const HOURS_AGO = [0, 1, 24];

const standIns = (pattern: string, limit: number, now: number): Samples => {
  const topic = pattern.replaceAll('*', 'sample');
  const events = HOURS_AGO.slice(0, limit).map((hours, index) => {
    const time = new Date(now - hours * 3_600_000).toISOString();
    const id = index === 0 ? 'evt_sample' : `evt_sample_${index + 1}`;
    const data = `{"customer_id":"c1","order_id":"${1001 + index}","total":12.50}`;
    return eventText({ id, topic, time, metadata: {} }, data);
  });
  return { events, isPublished: false };
};

import type { Api } from '../api.ts';
import { splitMember } from '../data/json-text.ts';

/** An event for a preview. */
export interface Sample {
  readonly topic: string;
  /** The event as JSON, with its data as it was published. */
  readonly text: string;
  /** Whether the tenant published it. */
  readonly isPublished: boolean;
}

interface Model {
  readonly id: string;
  readonly topic: string;
  readonly time: string;
  readonly metadata: Readonly<Record<string, string>>;
}

/** Characters of an event that is still sent with every change of the form. */
const LONGEST = 100_000;

/** The newest event of these topics, or an event that stands for it. */
export const sampleEvent = async (
  api: Api,
  topics: readonly string[],
  now: Date,
  signal: AbortSignal,
): Promise<Sample> => {
  const query = { topic: topics, limit: 1 };
  const { data, text } = await api.fetch<{ readonly models: readonly Model[] }>('GET', '/events', {
    query,
    signal,
  });
  const [newest] = data.models;
  const dataText = dataIn(text);
  return newest !== undefined && dataText !== undefined && text.length <= LONGEST
    ? { topic: newest.topic, text: eventText(newest, dataText), isPublished: true }
    : standIn(topics[0] ?? 'orders', now);
};

/** The data of the only event of a list, as text. */
const dataIn = (list: string): string | undefined => {
  const models = splitMember(list, 'models')?.member.trim().slice(1, -1) ?? '';
  return models === '' ? undefined : splitMember(models, 'data')?.member;
};

const eventText = ({ id, topic, time, metadata }: Model, data: string): string =>
  `${JSON.stringify({ id, topic, time, metadata }).slice(0, -1)},"data":${data}}`;

const standIn = (pattern: string, now: Date): Sample => {
  const topic = pattern.replaceAll('*', 'sample');
  const event = { id: 'evt_sample', topic, time: now.toISOString(), metadata: {} };
  const data = '{"customer_id":"c1","order_id":"1001","total":12.50}';
  return { topic, text: eventText(event, data), isPublished: false };
};

import type { Event } from '../events/event.ts';
import { ValidationError } from '../platform/errors.ts';
import { elementTexts, memberTexts } from '../platform/json/json.ts';
import { parseEvent, rejectionError } from '../publishing/parse-event.ts';

/** The events in the request for a preview: one, or several for the object of a batch. */
interface Samples {
  readonly event?: unknown;
  readonly events?: unknown;
}

/**
 * Parses the sample events of a preview: `events`, or only `event`. Their `tenant_id` is optional.
 *
 * @param body the request's body as sent: parsing would change numbers
 * @throws ValidationError for none or both, and DomainError for an invalid event
 */
export function sampleEvents(
  body: string,
  { event, events }: Samples,
  now: Date,
): [Event, ...Event[]] {
  if (event && events)
    throw new ValidationError(['event and events must not both be set: send one of them']);
  const members = memberTexts(body);
  const time = now.toISOString();
  if (event) return [parseSample(members.get('event') ?? '{}', { id: 'evt_preview', time })];
  const [first, ...otherTexts] = events ? elementTexts(members.get('events') ?? '[]') : [];
  if (first === undefined) throw new ValidationError(['event or events is required']);
  const numbered = (text: string, index: number) =>
    parseSample(text, { id: `evt_preview_${index + 1}`, time });
  return [numbered(first, 0), ...otherTexts.map((text, index) => numbered(text, index + 1))];
}

function parseSample(
  text: string,
  defaults: { readonly id: string; readonly time: string },
): Event {
  const members = memberTexts(text);
  if (!members.has('tenant_id')) members.set('tenant_id', '"preview"');
  const complete = [...members]
    .map(([name, value]) => `${JSON.stringify(name)}:${value}`)
    .join(',');
  const parsed = parseEvent(`{${complete}}`, defaults, []);
  if ('errors' in parsed) throw rejectionError(parsed);
  return parsed.event;
}

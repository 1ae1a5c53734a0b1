import {
  type Event,
  EventInput,
  jsonBytes,
  MAX_EVENT_BYTES,
  MAX_INLINE_BYTES,
  MAX_LEVELS,
} from '../events/event.ts';
import {
  type DomainError,
  MalformedJsonError,
  TooLargeError,
  ValidationError,
} from '../platform/errors.ts';
import { bodySizeError, MAX_EVENT_TEXT_BYTES, readBody } from '../platform/http/validation.ts';
import { isJsonObject, levelsOf, memberTexts } from '../platform/json/json.ts';
import { tryParseJson } from '../platform/json/parse-json.ts';

/** An event to publish, and the only destination that may receive it, if it names one. */
export interface Publication {
  readonly event: Event;
  readonly destination_id: string | undefined;
  /** When its message was sent to the publish queue. @default now */
  readonly sent_at?: string | undefined;
}

/** Why an event is rejected. */
export interface Rejection {
  readonly kind: 'malformed' | 'invalid' | 'too-large';
  readonly errors: readonly string[];
}

/** The error for a rejected event. */
export function rejectionError({ kind, errors }: Rejection): DomainError {
  switch (kind) {
    case 'malformed':
      return new MalformedJsonError(errors.join('; '));
    case 'too-large':
      return new TooLargeError(errors.join('; '));
    case 'invalid':
      return new ValidationError(errors);
  }
}

/** Values for fields that the publisher omits. */
export interface Defaults {
  readonly id: string;
  /** RFC 3339, in UTC. */
  readonly time: string;
}

/**
 * Parses and validates the JSON text of a publish. Both ingestion paths, HTTP and SQS, use it.
 *
 * @param topics the stage's topics; empty when any topic is allowed
 */
export function parseEvent(
  text: string,
  defaults: Defaults,
  topics: readonly string[],
): Publication | Rejection {
  const sizeError = bodySizeError(text, MAX_EVENT_TEXT_BYTES);
  if (sizeError) return tooLarge(sizeError);
  const body = tryParseJson(text);
  if (body === undefined) return rejectMalformed(text);
  if (!isJsonObject(body)) return rejectInvalid(['body must be a JSON object']);
  const input = readBody(EventInput, body);
  if ('errors' in input) return rejectInvalid(input.errors);
  const topicMessage = topicError(input.data.topic, topics);
  if (topicMessage) return rejectInvalid([topicMessage]);
  const event = toEvent(input.data, memberTexts(text).get('data') ?? '{}', defaults);
  const eventSizeError = findSizeError(event);
  if (eventSizeError) return tooLarge(eventSizeError);
  if (isTooDeep(event.data)) return rejectInvalid([TOO_DEEP]);
  return { event, destination_id: input.data.destination_id };
}

/** Each level takes two characters at least, so most data need not be scanned. */
const isTooDeep = (data: string): boolean =>
  data.length > 2 * MAX_LEVELS && levelsOf(data) > MAX_LEVELS;

const TOO_DEEP = `data must have at most ${MAX_LEVELS} levels of objects and lists`;

const toEvent = (
  input: ReturnType<typeof EventInput.parse>,
  data: string,
  defaults: Defaults,
): Event => ({
  id: input.id ?? defaults.id,
  tenant_id: input.tenant_id,
  topic: input.topic ?? '',
  time: input.time ?? defaults.time,
  metadata: input.metadata ?? {},
  data,
  eligible_for_retry: input.eligible_for_retry ?? true,
});

/** Large data is stored separately. The rest of the event is recorded and sent inline. */
function findSizeError(event: Event): string | undefined {
  const bytes = jsonBytes(event);
  const bytesWithoutData = bytes - Buffer.byteLength(event.data);
  if (bytes > MAX_EVENT_BYTES) {
    return `event is ${bytes} bytes; the limit is ${MAX_EVENT_BYTES} bytes`;
  }
  return bytesWithoutData > MAX_INLINE_BYTES
    ? `event without its data is ${bytesWithoutData} bytes; the limit is ${MAX_INLINE_BYTES} bytes`
    : undefined;
}

function topicError(topic: string | undefined, topics: readonly string[]): string | undefined {
  if (topics.length === 0) return undefined;
  if (topic === undefined) return 'topic is required';
  if (topic === '*' || topics.includes(topic)) return undefined;
  return `topic is invalid: it must be one of ${topics.join(', ')}`;
}

/** Omits the JSON parser's message, which quotes the text. */
const rejectMalformed = (text: string): Rejection => ({
  kind: 'malformed',
  errors: [text.trim() === '' ? 'the body is empty' : 'the body cannot be parsed'],
});

const rejectInvalid = (errors: readonly string[]): Rejection => ({ kind: 'invalid', errors });

const tooLarge = (message: string): Rejection => ({ kind: 'too-large', errors: [message] });

import type { Settings, WritableEvent } from '../../destination-type.ts';
import { APPLIES_TO_OBJECTS, notBatched } from '../batches/format.ts';
import {
  CLOUD_EVENT_TYPE,
  ENCODINGS,
  encodedEvent,
  metadataAttributes,
} from '../event-encoding.ts';
import { type OptionField, selectField } from './option-field.ts';

const JSON_TYPE = 'application/json';

export const bodyFields: readonly OptionField[] = [
  selectField(
    {
      key: 'body',
      label: 'Body',
      description:
        'data stores the data of an event, event adds its id, topic, time and metadata, cloudevents stores a CloudEvent; empty for event with format ndjson, otherwise data',
    },
    ENCODINGS,
  ),
  selectField(
    {
      key: 'trailing_newline',
      label: 'Trailing newline',
      description: 'Whether each object ends with a newline, for tools that join or read lines',
      default: 'false',
      applies_when: APPLIES_TO_OBJECTS,
    },
    ['true', 'false'],
    (_, config) => notBatched(config),
  ),
];

/** Returns the text of an object. */
export const bodyText = (event: WritableEvent, config: Settings, source: string): string => {
  const encoding = ENCODINGS.find((name) => name === config.body) ?? 'data';
  const text = encodedEvent(event, encoding, source);
  return config.trailing_newline === 'true' ? `${text}\n` : text;
};

const isCloudEvent = ({ body }: Settings): boolean => body === 'cloudevents';

/** The media type of the text of an object. */
export const bodyType = (config: Settings): string =>
  isCloudEvent(config) ? CLOUD_EVENT_TYPE : JSON_TYPE;

/** Returns the event's metadata that is in the body instead of the object's metadata. @default none */
export const metadataInBody = (
  { metadata }: WritableEvent,
  config: Settings,
): Settings | undefined => (isCloudEvent(config) ? metadataAttributes(metadata) : undefined);

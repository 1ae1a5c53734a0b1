import type { WritableEvent } from '../destination-type.ts';
import { keyError } from './key-rules.ts';
import { defaultKeyTemplate } from './key-template.ts';
import { type ObjectKey, renderedKey } from './rendered-key.ts';
import { templateRoot } from './template-root.ts';

/** How a destination names its objects. */
interface KeyRule {
  readonly template: string | undefined;
  readonly prefix: string | undefined;
  /** What the key must end with. @default nothing */
  readonly extension?: string;
}

/**
 * Renders the key of an event's object.
 *
 * @param template JMESPath. @default `{timestamp}_{event-id}.json`
 * @param prefix the literal text before what the template evaluates to. @default none
 * @param extension added to a key that does not end with it
 * @param metadata the `metadata` that the template sees
 */
export const objectKey = (
  { template, prefix = '', extension = '' }: KeyRule,
  event: WritableEvent,
  metadata: Readonly<Record<string, string>>,
): ObjectKey => {
  if (!template || template === defaultKeyTemplate) {
    const key = prefix + defaultKey(metadata) + extension;
    // Evaluating the default template would tell why there is no key.
    if (keyError(key) === undefined) return { key };
  }
  const root = templateRoot(event, metadata);
  return renderedKey(template || defaultKeyTemplate, { prefix, extension }, root, 'event');
};

/** What {@link defaultKeyTemplate} evaluates to. Most deliveries need it, and JMESPath takes 60 µs. */
const defaultKey = (metadata: Readonly<Record<string, string>>): string =>
  `${metadata.timestamp}_${metadata['event-id']}.json`;

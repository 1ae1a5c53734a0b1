import manifest from '../../package.json' with { type: 'json' };
import type { Tag } from '../platform/http/operation.ts';

const description = `
Waybill delivers a platform’s events into its customers’ own buckets. Customers are called tenants; each has destinations, and each destination says which topics it takes. Every event that is published becomes one delivery to each destination that wants it, and every attempt at a delivery is on record.

The API is that of [Hookdeck Outpost](https://github.com/hookdeck/outpost), and goes on where that ends. Outpost’s SDKs work with it.

**Who is calling** is told by a bearer token: \`Authorization: Bearer <token>\`. The platform’s API key opens everything; a tenant’s token opens what is that tenant’s.

**Bodies** are JSON in UTF-8, of whatever content type. Members that are not known are ignored, but for those of \`config\` and \`credentials\`, and those whose names are close to a known one, such as \`topics\` in an event: these are refused.

**Errors** are JSON: \`status\`, \`message\`, \`data\` where there is more to say, and the \`request_id\` that every answer holds in \`X-Request-Id\`. An unknown path is answered 404; another method on a known path is answered 405, and \`Allow\` names the methods there are.

**Lists** come in pages, newest first. \`pagination.next\` is the cursor of the next page, and null on the last: ask again with it as \`next\`, and with everything else as it was. No row is skipped or shown twice, however many come in between.

**Lists as parameters** are repeated, \`topic=a&topic=b\`; \`topic[]=a\` and \`topic[0]=a\` do, too.

**Examples** take \`$WAYBILL\` for the address of the API, and \`$TOKEN\` for an API key or a tenant’s token.
`.trim();

/** The document's description of the API as a whole. */
export const INFO = {
  title: 'Waybill',
  version: manifest.version,
  description,
  license: { name: 'Apache 2.0', identifier: manifest.license },
};

const TAGS = {
  Tenants: 'The platform’s customers. Their ids are the platform’s own.',
  Destinations: 'Where a tenant’s events go: type, topics, filter, config and credentials.',
  'Destination types': 'What destinations there may be, and what each needs.',
  Publishing: 'Events on their way in. They may also come through the publish queue.',
  Events: 'What has been published, for as long as the log is kept.',
  'Parked deliveries':
    'Deliveries that wait: for a retry that is long in coming, or for a destination to work or be enabled again.',
  Attempts: 'Every try at a delivery, and what it came to.',
  Retries: 'Deliveries that are tried again by hand.',
  Metrics: 'Events and attempts, counted.',
  Service: 'The API about itself.',
} as const satisfies Record<Tag, string>;

/** The sections of the API, in display order. */
export const tags = Object.entries(TAGS).map(([name, text]) => ({ name, description: text }));

import manifest from '../../package.json' with { type: 'json' };
import type { Tag } from '../platform/http/operation.ts';

const description = `
Waybill delivers a platform’s events to its customers’ own buckets. Customers are called tenants. Each tenant has destinations, and each destination subscribes to topics. A published event becomes one delivery to each destination that it matches, and every attempt at a delivery is recorded.

The API is that of [Hookdeck Outpost](https://github.com/hookdeck/outpost), with extensions. Outpost’s SDKs work with it.

**Authentication** uses bearer tokens: \`Authorization: Bearer <token>\`. The platform’s API key gives access to everything; a tenant token gives access to that tenant’s resources.

**Bodies** are JSON in UTF-8, with any content type. Unknown members are ignored, except in \`config\` and \`credentials\`, where they are rejected. Members whose names are close to a known one, such as \`topics\` in an event, are rejected everywhere.

**Errors** are JSON: \`status\`, \`message\`, optional \`data\` with details, and \`request_id\`, which every response also has in the header \`X-Request-Id\`. An unknown path returns 404. An unsupported method on a known path returns 405, and \`Allow\` lists the supported methods.

**Lists** are paginated, newest first. \`pagination.next\` is the cursor of the next page, and null on the last page. To get the next page, repeat the request with \`next\` set to the cursor and all other parameters unchanged. No row is skipped or repeated, even if rows are added in the meantime.

**List parameters** are repeated, \`topic=a&topic=b\`. \`topic[]=a\` and \`topic[0]=a\` are also accepted.

**Examples** use \`$WAYBILL\` for the base URL of the API, and \`$TOKEN\` for an API key or a tenant token.
`.trim();

/** The document's description of the API as a whole. */
export const INFO = {
  title: 'Waybill',
  version: manifest.version,
  description,
  license: { name: 'Apache 2.0', identifier: manifest.license },
};

const TAGS = {
  Tenants: 'The platform’s customers. The platform chooses their ids.',
  Destinations:
    'Where a tenant’s events are delivered: type, topics, filter, config and credentials.',
  'Destination types': 'The available types of destinations, and their fields.',
  Publishing: 'Publish events over HTTP. Events can also be sent to the publish queue.',
  Events: 'Published events, until their retention ends.',
  'Parked deliveries':
    'Deliveries that wait for a distant retry, or for a destination to recover or be enabled.',
  Attempts: 'Every attempt at a delivery, with its result.',
  Retries: 'Manual retries of deliveries, one by one or in bulk.',
  Metrics: 'Counts of events and attempts.',
  Service: 'The description and health of the API.',
} as const satisfies Record<Tag, string>;

/** The sections of the API, in display order. */
export const tags = Object.entries(TAGS).map(([name, text]) => ({ name, description: text }));

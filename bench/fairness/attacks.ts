import type { LocalStack } from '../../local/local-stack.ts';
import { apiOf, type Publish } from './publishing.ts';
import type { Store } from './store.ts';

/** One tenant's load on shared resources while others publish. */
export interface Attack {
  readonly name: string;
  /** Creates the tenant and its destinations. */
  prepare(localStack: LocalStack, store: Store): Promise<void>;
  /** Resolves when all events are published, not when they are delivered. */
  begin(localStack: LocalStack, publish: Publish): Promise<void>;
}

const many = <T>(length: number, one: (n: number) => T): T[] =>
  Array.from({ length }, (_, n) => one(n));

/** Compares texts for each of 13,000 objects, sixty times over, without ever matching. */
const COSTLY_FILTER = { data: { a: { $or: many(60, () => ({ b: { $gt: 'b1' } })) } } };
const COSTLY_FOR_FILTERS = { a: many(13_000, () => ({ b: 'aaaaaaaaaa' })) };
const MAX_DESTINATIONS = 20;

/** A nested list in which each element is the result of a function call. */
const COSTLY_TEMPLATE = `to_string(length(data.list[*].[$.data.list[*].join('', ['a'])]))`;
const COSTLY_FOR_TEMPLATES = { list: many(3_000, () => 0) };

async function addDestinations(
  localStack: LocalStack,
  { url: endpoint }: Store,
  tenant: string,
  count: number,
  given: { readonly filter?: object; readonly key_template?: string },
): Promise<void> {
  const call = apiOf(localStack);
  const { filter, key_template = 'metadata."event-id"' } = given;
  await call('PUT', `/tenants/${tenant}`);
  const config = { bucket: 'quick', region: 'auto', endpoint, key_template };
  const credentials = { key: 'bench', secret: 'bench' };
  for (let n = 0; n < count; n += 1) {
    const body = { type: 'aws_s3', topics: '*', config, credentials, ...(filter && { filter }) };
    await call('POST', `/tenants/${tenant}/destinations`, body);
  }
}

/** Twenty destinations with costly filters, and 30 events for them in the publish queue. */
const filtersByQueue: Attack = {
  name: 'beside costly filters',
  prepare: (localStack, store) =>
    addDestinations(localStack, store, 'filters', MAX_DESTINATIONS, { filter: COSTLY_FILTER }),
  begin: (_localStack, publish) =>
    publish(
      'filters',
      many(30, (n) => `filters-${n}`),
      COSTLY_FOR_FILTERS,
    ),
};

/** The same over HTTP, in ten requests of ten events each. */
const filtersByHttp: Attack = {
  name: 'the same over HTTP',
  prepare: (localStack, store) =>
    addDestinations(localStack, store, 'filters-http', MAX_DESTINATIONS, {
      filter: COSTLY_FILTER,
    }),
  begin: async (localStack) => {
    const call = apiOf(localStack);
    for (let request = 0; request < 10; request += 1) {
      const events = many(10, (n) => ({
        id: `filters-http-${request}-${n}`,
        tenant_id: 'filters-http',
        data: COSTLY_FOR_FILTERS,
      }));
      await call('POST', '/publish/batch', { events });
    }
  },
};

/** A destination with a costly key template, and a hundred events for it. */
const templates: Attack = {
  name: 'beside costly templates',
  prepare: (localStack, store) =>
    addDestinations(localStack, store, 'templates', 1, { key_template: COSTLY_TEMPLATE }),
  begin: (_localStack, publish) =>
    publish(
      'templates',
      many(100, (n) => `templates-${n}`),
      COSTLY_FOR_TEMPLATES,
    ),
};

/** Five thousand ordinary events at once. */
const volume: Attack = {
  name: 'beside 5,000 at once',
  prepare: (localStack, store) => addDestinations(localStack, store, 'volume', 1, {}),
  begin: (_localStack, publish) =>
    publish(
      'volume',
      many(5_000, (n) => `volume-${n}`),
    ),
};

/** All attacks, in the order they run. */
export const ATTACKS: readonly Attack[] = [filtersByQueue, filtersByHttp, templates, volume];

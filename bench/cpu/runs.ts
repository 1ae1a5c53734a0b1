import { anHttpEvent, aRecord } from '../../test/support/lambda.ts';
import {
  API_KEY,
  AWS_TENANT,
  DESTINATION,
  KEY_DESTINATION,
  ROLE_DESTINATION,
  TENANT,
} from './environment.ts';

/** One kind of run of a function. */
export interface Run {
  readonly name: string;
  /** The function file in lambdas/, without `.ts`. */
  readonly file: string;
  /** The number of events that a run handles. */
  readonly events: number;
  /** The event of the nth invocation. */
  readonly event: (n: number) => unknown;
  readonly isExpected: (result: unknown) => boolean;
}

const LINES = Array.from({ length: 12 }, (_, n) => ({
  sku: `SKU-${n * 7_919}`,
  name: `Article ${n * 31}`,
  quantity: n,
  price: n * 9.99,
}));

/** The size of an event's data. */
const DATA_BYTES = 943;

/** The data of an order. It differs by `id`, so that it compresses like real data. */
export function dataOf(id: string) {
  const order = { id, customer: { id: 'cus_4711', country: 'DE' }, lines: LINES, note: '' };
  return { ...order, note: 'n'.repeat(DATA_BYTES - JSON.stringify(order).length) };
}

/** An event of 1,027 bytes, 943 of which are its data. */
const eventOf = (id: string) => ({ id, tenant_id: TENANT, topic: 'orders', data: dataOf(id) });

const idOf = (n: number, index = 0) =>
  `evt_${String(n).padStart(12, '0')}${String(index).padStart(14, '0')}`;

const publishing = (path: string, body: unknown) =>
  anHttpEvent('POST', `/api/v1${path}`, {
    headers: { authorization: `Bearer ${API_KEY}`, 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });

const records = (count: number, bodyOf: (index: number) => unknown, group: string) => ({
  Records: Array.from({ length: count }, (_, index) =>
    aRecord({
      messageId: `m${index}`,
      body: JSON.stringify(bodyOf(index)),
      attributes: { ...aRecord().attributes, MessageGroupId: group },
    }),
  ),
});

const delivery = (id: string, tenant_id: string, destination_id: string) => {
  const { data, ...event } = eventOf(id);
  return {
    destination_id,
    attempt_number: 1,
    manual: false,
    event: {
      ...event,
      tenant_id,
      time: new Date().toISOString(),
      metadata: {},
      eligible_for_retry: true,
      data: JSON.stringify(data),
    },
    matched: [destination_id],
  };
};

const hasStatus = (status: number) => (result: unknown) =>
  typeof result === 'object' &&
  result !== null &&
  'statusCode' in result &&
  result.statusCode === status;

const hasNoFailures = (result: unknown) => JSON.stringify(result) === '{"batchItemFailures":[]}';

const deliverer = (
  name: string,
  events: number,
  [tenant, destination]: readonly [string, string] = [TENANT, DESTINATION],
): Run => ({
  name: `${name}, batch of ${events}`,
  file: 'deliverer',
  events,
  event: (n) => {
    const deliveryOf = (index: number) => delivery(idOf(n, index), tenant, destination);
    return records(events, deliveryOf, `${tenant}#${destination}`);
  },
  isExpected: hasNoFailures,
});

/** The runs on the path of every event. */
export const RUNS: readonly Run[] = [
  {
    name: 'api, POST /publish',
    file: 'api',
    events: 1,
    event: (n) => publishing('/publish', eventOf(idOf(n))),
    isExpected: hasStatus(202),
  },
  {
    name: 'api, POST /publish/batch of 100',
    file: 'api',
    events: 100,
    event: (n) =>
      publishing('/publish/batch', {
        events: Array.from({ length: 100 }, (_, index) => eventOf(idOf(n, index))),
      }),
    isExpected: hasStatus(202),
  },
  {
    name: 'router, batch of 10',
    file: 'router',
    events: 10,
    event: (n) => records(10, (index) => eventOf(idOf(n, index)), TENANT),
    isExpected: hasNoFailures,
  },
  deliverer('deliverer', 10),
  deliverer('deliverer', 3),
  deliverer('deliverer, AWS key', 10, [AWS_TENANT, KEY_DESTINATION]),
  deliverer('deliverer, role', 10, [AWS_TENANT, ROLE_DESTINATION]),
];

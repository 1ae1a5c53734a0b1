import { batchObjectsIn } from './batch-objects.ts';
import { eventually, waybill } from './waybill.ts';

const { api, s3, tenantWith } = waybill();

const BUCKET = 'my-events-bucket';

/** The collector waits for seconds, an open batch for a minute, and other tests compute meanwhile. */
const SECONDS = 200;
/** For a test that waits for batches. */
export const TIMEOUT_MS = (SECONDS + 60) * 1_000;

/** The folder of a tenant's batches. */
export const folderOf = (tenant: string) => ({ prefix: `batches/${tenant}/` });

/** Creates a tenant with a destination that receives batches. Returns the destination's id. */
export const batchesOf = (tenant: string, config: object): Promise<string> =>
  tenantWith(tenant, {
    config: {
      bucket: BUCKET,
      region: 'us-east-1',
      format: 'ndjson',
      ...folderOf(tenant),
      ...config,
    },
  });

/** The objects of a tenant's batches. */
export const objectsOf = (tenant: string) => batchObjectsIn(s3, BUCKET, folderOf(tenant).prefix);

/** The objects of a tenant's batches, once there are this many. */
export const stored = (tenant: string, count: number) =>
  eventually(async () => {
    const found = await objectsOf(tenant);
    return found.length >= count && found;
  }, SECONDS);

/** The attempts of a tenant, once there are this many. */
export const attemptsOf = (tenant: string, count: number) =>
  eventually(async () => {
    const { body } = await api('GET', `/attempts?tenant_id=${tenant}&include=response_data`);
    // A message whose run exceeded its timeout, as on a busy machine, is handled again.
    const attempts = body.models.filter(({ code }: { code: string }) => code !== 'EMPTY');
    return attempts.length >= count && attempts;
  }, SECONDS);

/** Data that JavaScript would write otherwise, with line breaks between its tokens. */
const dataOf = (n: number): string =>
  `{"n":12345678901234567890,"x":1.0,"y":1e3,"text":"\u2028\\ud800\\n\\u0041é🚚 ${n}",\r\n "country":"${n % 2 === 0 ? 'at' : 'de'}",\n"a":[]}`;

/** The data of an event as it is delivered. White space between tokens is not kept. */
export const exactOf = (n: number): string => dataOf(n).replaceAll(/[\r\n] ?/g, '');

const MINUTE_MS = 60_000;

/** Later events have earlier times. */
const timeOf = (n: number): string =>
  new Date(Date.parse('2026-11-22T10:00:00Z') - n * MINUTE_MS).toISOString().replace('.000', '');

const factsOf = (n: number) => ({
  id: `evt_${String(n).padStart(2, '0')}`,
  topic: 'orders',
  time: timeOf(n),
  metadata: { n: String(n) },
});

/** An event as it is published. */
export const published = (tenant: string, n: number): string =>
  `${JSON.stringify({ ...factsOf(n), tenant_id: tenant }).slice(0, -1)},"data":${dataOf(n)}}`;

/** An event as a line of a batch. */
export const rowOf = (n: number): string =>
  `${JSON.stringify(factsOf(n)).slice(0, -1)},"data":${exactOf(n)}}`;

/** Publishes events of a tenant. */
export const publish = async (tenant: string, ...numbers: number[]): Promise<void> => {
  const body = `{"events":[${numbers.map((n) => published(tenant, n)).join(',')}]}`;
  const { status, text } = await api('POST', '/publish/batch', body);
  if (status !== 202) throw new Error(text);
};

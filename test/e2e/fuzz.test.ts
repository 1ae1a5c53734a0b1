import fc from 'fast-check';
import { beforeAll, describe, expect, test } from 'vitest';
import { OpenApi, type Operation } from '../../lambdas/openapi/page/open-api.ts';
import { resolved } from '../../lambdas/openapi/page/schemas.ts';
import { requestsFor } from '../support/fuzz/requests.ts';
import { destinationInput, eventually, waybill } from '../support/waybill.ts';

/** Requests per operation. Each test run has other ones. */
const RUNS = Number(process.env.FUZZ_RUNS ?? 10);

/** The seed that reproduces a failure. */
const SEED = Number(process.env.FUZZ_SEED ?? Date.now() % 1_000_000);

const TENANT = 'fuzz';
const DESTINATION = 'des_fuzz';
const EVENT = 'evt_fuzz/1';

const { api, apiKey, ask, url } = waybill();
const document = OpenApi.parse(await (await fetch(`${url}/openapi.json`)).json());
const operations = Object.entries(document.paths).flatMap(([path, methods]) =>
  Object.entries(methods).map(([method, operation]) => ({
    method: method.toUpperCase(),
    path,
    operation,
  })),
);

/** A message of zod's that a schema does not replace by one of ours. */
const ZOD_MESSAGE = /Invalid (?:input|option|string)|Too (?:big|small)|Unrecognized key/;

const known = { attempt: '', token: '' };

/** Ids of existing resources; an operation may have deleted them. */
async function haveThings() {
  await api('PUT', `/tenants/${TENANT}`);
  const config = { bucket: 'fuzz-bucket', region: 'us-east-1' };
  const destination = destinationInput({ id: DESTINATION, config });
  await api('POST', `/tenants/${TENANT}/destinations`, destination);
}

beforeAll(async () => {
  await haveThings();
  known.token = (await api('GET', `/tenants/${TENANT}/token`)).body.token;
  const event = { tenant_id: TENANT, topic: 'orders', id: EVENT, data: { n: 1 } };
  await api('POST', '/publish', event);
  known.attempt = await eventually(async () => {
    const { body } = await api('GET', `/attempts?event_id=${encodeURIComponent(EVENT)}`);
    return body.models[0]?.id;
  });
});

/**
 * Names of this test only, so that it affects no other test's resources, and names that do not
 * exist.
 */
const named = {
  tenant_id: fc.constantFrom(TENANT, TENANT, 'fuzz-other', 'fuzz none', 'fuzz/none', 'constructor'),
  destination_id: fc.constantFrom(
    DESTINATION,
    DESTINATION,
    'des_none',
    'des/none',
    'ü',
    'toString',
  ),
  event_id: fc.constantFrom(EVENT, 'evt_none', 'ü 1', 'a\u2028/b', 'x'.repeat(400), '__proto__'),
  test_id: fc.constantFrom('tst_none', 'ü', 'x'.repeat(400)),
  attempt_id: fc.oneof(
    fc.constant(null).map(() => known.attempt),
    fc.constantFrom('atm_none', 'atm_8ZZZZZZZZZZZZZZZZZZZZZZZZZ', 'x'.repeat(400)),
  ),
  type: fc.constantFrom('aws_s3', 'aws_s3', 'aws_s3', 'ftp'),
  // These operations neither write nor make external requests.
  bucket: fc.constantFrom('fuzz-bucket', 'fuzz-bucket', 'No_Bucket'),
  region: fc.constantFrom('us-east-1', 'us-east-1', 'mars'),
  endpoint: fc.constantFrom('', 'ftp://nowhere', 'nowhere', 'http://'),
  key_template: fc.constantFrom(
    'id',
    "join('/', [data.a, metadata.topic])",
    'data.*',
    'to_string(data)',
    'x(',
  ),
  'time[start]': fc.constantFrom('2026-11-01T00:00:00Z', '2026-11-22T10:00:00.123Z', '2026-11-22'),
  'time[end]': fc.constantFrom('2026-11-23T00:00:00+01:00', '2027-01-01T00:00:00Z', 'soon'),
  granularity: fc.constantFrom('1h', '60s', '1d', '3M', '61s', ''),
};

/** A body with an optional tenant is sent for a single tenant. */
function leavesOpenWhose({ requestBody }: Operation): boolean {
  const schema = requestBody?.content['application/json']?.schema ?? {};
  const { properties = {}, required = [] } = resolved(schema, document.components.schemas);
  return 'tenant_id' in properties && !required.includes('tenant_id');
}

describe(`random requests (FUZZ_SEED=${SEED}, FUZZ_RUNS=${RUNS})`, () => {
  test.each(operations)('$method $path answers as documented', async (given) => {
    const { method, path, operation } = given;
    await haveThings();
    const isDeletion = operation.operationId === 'deleteTenant';
    const making = {
      schemas: document.components.schemas,
      named: { ...named, ...(isDeletion && { tenant_id: fc.constantFrom('fuzz-other', 'none') }) },
    };
    const callers = fc.constantFrom(
      ...(leavesOpenWhose(operation) ? ['token'] : ['key', 'token', 'none']),
    );
    await fc.assert(
      fc.asyncProperty(
        requestsFor(method, path, operation, making),
        callers,
        async (request, who) => {
          const key = { key: apiKey, token: known.token, none: 'none' }[who];
          const { body, headers } = request;
          const response = await ask(request.path, {
            method,
            headers: {
              authorization: `Bearer ${key}`,
              'content-type': 'application/json',
              ...headers,
            },
            ...(body !== undefined && { body }),
          });
          expect(response.status).toBeLessThan(500);
          expect(await response.clone().text()).not.toMatch(ZOD_MESSAGE);
        },
      ),
      { numRuns: RUNS, seed: SEED, endOnFailure: RUNS > 100 },
    );
  });
});

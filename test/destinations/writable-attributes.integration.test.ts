import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import * as z from 'zod';
import { DestinationStore } from '../../lambdas/destinations/destination-store.dynamo.ts';
import { FailureCounters } from '../../lambdas/destinations/failure-counters.dynamo.ts';
import {
  DELIVERER_ATTRIBUTES,
  VERIFIER_ATTRIBUTES,
} from '../../lambdas/destinations/writable-attributes.ts';
import { aDestination, NOW } from '../support/builders.ts';
import { startTables, type Tables } from '../support/tables.ts';

const DESTINATION = aDestination();
const CLAIMANT = { by: 'atm_1', now: NOW };

let tables: Tables;
let failures: FailureCounters;
let destinations: DestinationStore;
/** The attributes that updates named. */
const named = new Set<string>();

/** An update whose expressions contain attribute names. */
const Update = z.object({
  UpdateExpression: z.string(),
  ConditionExpression: z.string(),
  ExpressionAttributeNames: z.undefined().optional(),
});

/** The attributes in an expression: lowercase words that are neither functions nor values. */
const attributesIn = (expression: string) =>
  [...expression.matchAll(/(?<![:#\w.])[a-z_]+\b(?!\()/g)].map(([name]) => name);

beforeAll(async () => {
  tables = await startTables();
  const { client } = tables;
  const update = client.update.bind(client);
  client.update = (input) => {
    const { UpdateExpression, ConditionExpression } = Update.parse(input);
    for (const name of attributesIn(UpdateExpression)) named.add(name);
    for (const name of attributesIn(ConditionExpression)) named.add(name);
    return update(input);
  };
  failures = new FailureCounters(client, tables.destinations);
  destinations = new DestinationStore(client, tables.destinations);
});
afterAll(() => tables.stop());
beforeEach(() => named.clear());

/** Every write of a recovery event. */
async function emitRecovery() {
  await failures.claimRecovery(DESTINATION, CLAIMANT);
  await failures.markRecovery(DESTINATION);
}

describe('a role permits exactly the attributes of a destination that its function writes or tests:', () => {
  test('the deliverer', async () => {
    await failures.count(DESTINATION, true, NOW.toISOString());
    await failures.clear(DESTINATION);
    await failures.claimLevel(DESTINATION, 50, 5, CLAIMANT);
    await failures.markLevel(DESTINATION, 50);
    await failures.claimExhausted(DESTINATION, CLAIMANT);
    await failures.markExhausted(DESTINATION, NOW);
    await failures.disable(DESTINATION, NOW.toISOString());
    await emitRecovery();
    const block = { at: NOW.toISOString(), code: 'AccessDenied', message: 'Access Denied' };
    await destinations.block(DESTINATION, block);
    await destinations.unblock(DESTINATION);
    await destinations.slowDown(DESTINATION, NOW.toISOString());
    expect([...named].sort()).toEqual([...DELIVERER_ATTRIBUTES, 'pk'].sort());
  });

  test('the verifier', async () => {
    await destinations.recordVerification(DESTINATION, { id: 'v1', status: 'verified' }, 'proof');
    await destinations.recordVerification(DESTINATION, { id: 'v1', status: 'failed' }, null);
    await destinations.unblock(DESTINATION);
    await emitRecovery();
    expect([...named].sort()).toEqual([...VERIFIER_ATTRIBUTES, 'pk'].sort());
  });

  test('a complete list of the methods of FailureCounters', () => {
    const notes = Object.getOwnPropertyNames(FailureCounters.prototype).sort();
    expect(notes).toEqual([
      'claimExhausted',
      'claimLevel',
      'claimRecovery',
      'clear',
      'constructor',
      'count',
      'disable',
      'markExhausted',
      'markLevel',
      'markRecovery',
    ]);
  });
});

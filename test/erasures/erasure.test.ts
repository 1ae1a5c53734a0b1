import { expect, test } from 'vitest';
import { type Erasure, stepMessage } from '../../lambdas/erasures/erasure.ts';
import { NOW } from '../support/builders.ts';

const anErasure = (given: Partial<Erasure>): Erasure => ({
  id: 'era_1',
  tenant_id: 'acme',
  status: 'queued',
  time: {},
  after: ' ',
  before: '~',
  phase: 'events',
  reached: ' ',
  step: 0,
  run: '',
  deleted_events: 0,
  deleted_attempts: 0,
  created_at: NOW.toISOString(),
  updated_at: NOW.toISOString(),
  completed_at: null,
  ...given,
});

test('the erasures of a tenant share a message group', () => {
  for (const id of ['era_1', 'era_2'])
    expect(stepMessage(anErasure({ id }), 0)).toMatchObject({ group: 'acme' });
});

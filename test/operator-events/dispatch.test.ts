import type { SQSRecord } from 'aws-lambda';
import { beforeEach, describe, expect, test } from 'vitest';
import { dispatch } from '../../lambdas/operator-events/dispatch.ts';
import {
  type OperatorEventMessage,
  parseOperatorEventMessage,
} from '../../lambdas/operator-events/operator-event.ts';
import { type Envelope, type Sink, SinkError } from '../../lambdas/operator-events/sink.ts';
import { anOperatorEvent, anOperatorEventRecord } from './builders.ts';

let notified: { sink: string; envelope: Envelope; body: string }[];
let queued: { message: OperatorEventMessage; delay: number | undefined }[];
let deadLetters: { record: SQSRecord; cause: string }[];

beforeEach(() => {
  notified = [];
  queued = [];
  deadLetters = [];
});

const sink = (name: string, error?: Error): Sink => ({
  name,
  notify: async (envelope, body) => {
    if (error) throw error;
    notified.push({ sink: name, envelope, body });
  },
});

const dispatchTo = (record: SQSRecord, sinks: readonly Sink[]) =>
  dispatch(
    {
      sinks,
      deploymentId: 'prod',
      send: async (messages) => {
        for (const { body, delaySeconds } of messages) {
          queued.push({ message: parseOperatorEventMessage(body), delay: delaySeconds });
        }
      },
      deadLetters: async (deadLetter, cause) =>
        void deadLetters.push({ record: deadLetter, cause }),
    },
    record,
    AbortSignal.timeout(5_000),
  );

const REFUSED = new SinkError('responded 503');

describe('an operator event', () => {
  test('is sent to all sinks in Outpost’s envelope', async () => {
    await dispatchTo(anOperatorEventRecord(), [sink('bus'), sink('webhook')]);
    const { id, topic, time, tenant_id, data } = anOperatorEvent();
    const envelope = { id, topic, time, deployment_id: 'prod', tenant_id, data };
    expect(notified).toEqual([
      { sink: 'bus', envelope, body: JSON.stringify(envelope) },
      { sink: 'webhook', envelope, body: JSON.stringify(envelope) },
    ]);
    expect(queued).toEqual([]);
  });

  test('is retried only at the sinks that failed', async () => {
    await dispatchTo(anOperatorEventRecord(), [
      sink('bus'),
      sink('webhook', REFUSED),
      sink('queue'),
    ]);
    expect(notified.map(({ sink: name }) => name)).toEqual(['bus', 'queue']);
    expect(queued).toEqual([
      { message: { event: anOperatorEvent(), to: ['webhook'], tries: 1 }, delay: 5 },
    ]);
    const [retry] = queued;
    notified = [];
    await dispatchTo(anOperatorEventRecord(retry?.message), [
      sink('bus'),
      sink('webhook'),
      sink('queue'),
    ]);
    expect(notified.map(({ sink: name }) => name)).toEqual(['webhook']);
  });

  test('is retried for two hours at growing intervals, then dead-lettered', async () => {
    const delays: (number | undefined)[] = [];
    for (let tries = 0; deadLetters.length === 0; tries += 1) {
      queued = [];
      await dispatchTo(anOperatorEventRecord({ tries }), [sink('webhook', REFUSED)]);
      delays.push(...queued.map(({ delay }) => delay));
    }
    expect(delays).toEqual([...delays].sort((a = 0, b = 0) => a - b));
    expect(Math.max(...delays.map((delay = 0) => delay))).toBeLessThanOrEqual(900);
    const hours = delays.reduce<number>((sum, delay = 0) => sum + delay, 0) / 3_600;
    expect(hours).toBeGreaterThan(2);
    expect(hours).toBeLessThan(2.5);
    expect(deadLetters).toMatchObject([{ cause: 'retries exhausted: webhook responded 503' }]);
  });

  test('that is redriven gets all retries again, at the sinks that failed', async () => {
    await dispatchTo(anOperatorEventRecord({ tries: 99 }), [sink('bus'), sink('webhook', REFUSED)]);
    expect(deadLetters.map(({ record }) => parseOperatorEventMessage(record.body))).toEqual([
      { event: anOperatorEvent(), to: ['webhook'], tries: 0 },
    ]);
  });

  test('is not quoted in the logged error, which names only the kind of error', async () => {
    const error = new TypeError('cannot send {"secret":"payload"}');
    const refused = Object.assign(new Error('payload'), { code: 'ECONNREFUSED' });
    const unreached = new TypeError('fetch failed', { cause: refused });
    await dispatchTo(anOperatorEventRecord({ tries: 99 }), [
      sink('bus', error),
      sink('webhook', unreached),
    ]);
    expect(deadLetters).toMatchObject([
      { cause: 'retries exhausted: bus TypeError; webhook ECONNREFUSED' },
    ]);
  });

  test('for a sink that no longer exists is dropped', async () => {
    await dispatchTo(anOperatorEventRecord({ to: ['webhook'] }), [sink('bus')]);
    expect([notified, queued, deadLetters]).toEqual([[], [], []]);
  });

  test('that is invalid is not sent', async () => {
    const record = anOperatorEventRecord();
    await expect(dispatchTo({ ...record, body: '{"tries":0}' }, [sink('bus')])).rejects.toThrow(
      'event',
    );
  });
});

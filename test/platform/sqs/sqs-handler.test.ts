import type { Context, SQSRecord } from 'aws-lambda';
import { describe, expect, test, vi } from 'vitest';
import { InvalidMessageError } from '../../../lambdas/platform/sqs/queue-message.ts';
import { type HandleRecord, sqsHandler } from '../../../lambdas/platform/sqs/sqs-handler.ts';
import { aContext, aRecord } from '../../support/lambda.ts';

async function run(bodies: string[], handle: HandleRecord, context: Context = aContext()) {
  const deadLetters: [string, string][] = [];
  const handler = sqsHandler({
    beginRun: () => handle,
    deadLetters: async ({ body }, cause) => {
      if (body === 'no dead letters today') throw new Error('queue is down');
      deadLetters.push([body, cause]);
    },
  });
  const Records = bodies.map((body, n) => aRecord({ messageId: `m${n}`, body }));
  const { batchItemFailures } = await handler({ Records }, context);
  return { failed: batchItemFailures.map(({ itemIdentifier }) => itemIdentifier), deadLetters };
}

describe('a batch', () => {
  test('acknowledges every record that was handled', async () => {
    const seen: string[] = [];
    const { failed } = await run(['a', 'b'], async ({ body }) => void seen.push(body));
    expect(seen).toEqual(['a', 'b']);
    expect(failed).toEqual([]);
  });

  test('returns only the record that failed', async () => {
    const { failed, deadLetters } = await run(['a', 'b', 'c'], async ({ body }) => {
      if (body === 'b') throw new Error('DynamoDB is down');
    });
    expect(failed).toEqual(['m1']);
    expect(deadLetters).toEqual([]);
  });

  test('dead-letters an invalid message with its cause', async () => {
    const { failed, deadLetters } = await run(['a', '{'], async ({ body }) => {
      if (body === '{') throw new InvalidMessageError('the message is not JSON');
    });
    expect(failed).toEqual([]);
    expect(deadLetters).toEqual([['{', 'the message is not JSON']]);
  });

  test('dead-letters an invalid message when the handler throws synchronously', async () => {
    const { failed, deadLetters } = await run(['{'], () => {
      throw new InvalidMessageError('the message is not JSON');
    });
    expect(failed).toEqual([]);
    expect(deadLetters).toEqual([['{', 'the message is not JSON']]);
  });

  test('keeps an invalid message in its queue when dead-lettering fails', async () => {
    const { failed } = await run(['no dead letters today'], async () => {
      throw new InvalidMessageError('the message is not JSON');
    });
    expect(failed).toEqual(['m0']);
  });

  test('returns records for which no time remains', async () => {
    const handle = vi.fn(async (_record: SQSRecord) => {});
    const context = aContext({ getRemainingTimeInMillis: () => 900 });
    expect((await run(['a', 'b'], handle, context)).failed).toEqual(['m0', 'm1']);
    expect(handle).not.toHaveBeenCalled();
  });

  test('stops beginning records when time runs out, and returns only the remaining ones', async () => {
    const begun: string[] = [];
    const timeLeft = () => (begun.length < 12 ? 30_000 : 900);
    const bodies = [...Array(25).keys()].map(String);
    const { failed } = await run(
      bodies,
      async ({ messageId }) => void begun.push(messageId),
      aContext({ getRemainingTimeInMillis: timeLeft }),
    );
    expect(new Set(begun).size).toBe(begun.length);
    expect([...begun, ...failed].toSorted()).toEqual(bodies.map((n) => `m${n}`).toSorted());
    expect(failed.length).toBeGreaterThan(0);
    expect(begun.length).toBeGreaterThanOrEqual(12);
  });

  test('aborts each record before the function times out', async () => {
    const context = aContext({ getRemainingTimeInMillis: () => 1_020 });
    const { failed } = await run(
      ['a'],
      (_record, signal) =>
        new Promise((_resolve, reject) => {
          signal.addEventListener('abort', () => reject(signal.reason));
        }),
      context,
    );
    expect(failed).toEqual(['m0']);
  });
});

describe('the end of a batch', () => {
  const batchOf = (bodies: string[]) => ({
    Records: bodies.map((body, n) => aRecord({ messageId: `m${n}`, body })),
  });

  test('runs after all records and before the response', async () => {
    const happened: string[] = [];
    const handle: HandleRecord = async ({ body }) => {
      await Promise.resolve();
      happened.push(body);
      if (body === 'b') throw new Error('DynamoDB is down');
    };
    const end = async () => void happened.push('end');
    const answer = await sqsHandler({
      beginRun: () => handle,
      deadLetters: async () => {},
      afterBatch: end,
    })(batchOf(['a', 'b']), aContext());
    expect(happened).toEqual(['a', 'b', 'end']);
    expect(answer.batchItemFailures).toEqual([{ itemIdentifier: 'm1' }]);
  });

  test('is aborted in time for the response', async () => {
    const end = (signal: AbortSignal) =>
      new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve()));
    const context = aContext({ getRemainingTimeInMillis: () => 270 });
    const handler = sqsHandler({
      beginRun: () => async () => {},
      deadLetters: async () => {},
      afterBatch: end,
    });
    expect(await handler(batchOf(['a']), context)).toEqual({
      batchItemFailures: [{ itemIdentifier: 'm0' }],
    });
  });
});

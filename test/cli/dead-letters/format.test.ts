import { expect, test } from 'vitest';
import type { CommandOptions } from '../../../cli/dead-letters/command-options.ts';
import type { DeadLetter } from '../../../cli/dead-letters/dead-letter.ts';
import { formatter } from '../../../cli/dead-letters/format.ts';
import { aConsole, aDeadLetter } from './builders.ts';

const written = (given: Partial<CommandOptions>, ...deadLetters: DeadLetter[]): string[] => {
  const { io, out } = aConsole();
  const write = formatter(io, { json: false, showing: undefined, ...given });
  for (const deadLetter of deadLetters) write(deadLetter);
  return out;
};

test('the table has one header, and a row with its cause for each dead letter', () => {
  const [head, row, cause, second] = written({}, aDeadLetter(), aDeadLetter({ queue: 'delivery' }));
  expect(head?.split(/\s{2,}/)).toEqual([
    'QUEUE',
    'AGE',
    'RECEIVED',
    'BYTES',
    'MESSAGE ID',
    'TENANT',
    'DESTINATION',
    'EVENT',
  ]);
  expect(row?.split(/\s{2,}/)).toEqual([
    'publish',
    '2h 5m',
    '1',
    '59',
    'message-1',
    'acme',
    '-',
    'evt_1',
  ]);
  expect(cause).toBe('  cause: topic is required');
  expect(second).toMatch(/^delivery /);
});

test('a dead letter is one line of JSON with its message', () => {
  const lines = written({ json: true }, aDeadLetter({ receives: 3 }));
  expect(lines.map((line) => JSON.parse(line))).toEqual([
    {
      queue: 'publish',
      message_id: 'message-1',
      sent_at: '2026-11-22T07:55:00.000Z',
      age_seconds: 7_500,
      receive_count: 3,
      invalid: true,
      cause: 'topic is required',
      tenant_id: 'acme',
      event_id: 'evt_1',
      body_bytes: 59,
    },
  ]);
});

test('bodies are shown on request only', () => {
  expect(written({}, aDeadLetter()).join()).not.toContain('data');
  expect(written({ showing: 'outline' }, aDeadLetter()).at(-1)).toBe(
    '  body: {"tenant_id":"acme","id":"evt_1","data":"[18 bytes]"}',
  );
  const [line = ''] = written({ json: true, showing: 'data' }, aDeadLetter());
  expect(JSON.parse(JSON.parse(line).body)).toMatchObject({ data: { order_id: '123' } });
});

test.each([
  ['escape', '\u001b[2J'],
  ['carriage return', '\r'],
  ['line feed', '\n'],
  ['C1 control', '\u009b31m'],
  ['right-to-left override', '\u202e'],
  ['line separator', '\u2028'],
  ['tag', '\u{e0001}'],
  ['lone surrogate', '\ud800'],
])('no %s of a dead letter reaches the terminal', (_name, text) => {
  const deadLetter = aDeadLetter({
    original: { original_message_id: text, original_sent_at: '0' },
    subject: { tenant_id: text, event_id: text, destination_id: text },
    cause: text,
    body: `{"note":"${text}"}`,
  });
  const lines = [false, true].flatMap((json) => written({ json, showing: 'data' }, deadLetter));
  expect(lines.filter((line) => /[\p{Cc}\p{Cf}\p{Zl}\p{Cs}]/u.test(line))).toEqual([]);
});

test('a line of JSON has the same meaning after escaping', () => {
  const tenant = 'a\u009b\u202eb\u{e0001}';
  const subject = { ...aDeadLetter().subject, tenant_id: tenant };
  const [line = ''] = written({ json: true }, aDeadLetter({ subject }));
  expect(JSON.parse(line).tenant_id).toBe(tenant);
});

test('a very long id is truncated', () => {
  const subject = { ...aDeadLetter().subject, tenant_id: 'x'.repeat(10_000) };
  expect(written({}, aDeadLetter({ subject }))[1]?.length).toBeLessThan(300);
});

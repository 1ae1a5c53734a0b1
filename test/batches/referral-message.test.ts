import { expect, test } from 'vitest';
import { readReferrals } from '../../lambdas/batches/referral-message.ts';

const REF = ['evt_1', '2026-11-29T12:00:00.123Z', 742];

const message = (given: object = {}, refs: readonly unknown[] = [REF]): string =>
  JSON.stringify({
    chunks: [
      {
        tenant: 'acme',
        destination: 'des_1',
        partition: '',
        limits: [10, 1_000, 60],
        refs,
        ...given,
      },
    ],
  });

test('references to events of two days are split into one chunk per day', () => {
  const chunks = readReferrals(message({}, [REF, ['evt_2', '2026-11-30T00:00:00.000Z', 1]]));
  expect(chunks.map(({ references }) => references.map(({ id }) => id))).toEqual([
    ['evt_1'],
    ['evt_2'],
  ]);
});

test('a message has at most the maximum number of references', () => {
  const refs = Array.from({ length: 100_000 }, (_, number) => [`evt_${number}`, ...REF.slice(1)]);
  expect(readReferrals(message({}, refs))[0]?.references).toHaveLength(100_000);
});

test.each([
  ['is not JSON', '{'],
  ['has no chunks', '{}'],
  ['has a tenant that is not a string', message({ tenant: 7 })],
  ['has no destination', message({ destination: undefined })],
  ['has too few limits', message({ limits: [10, 1_000] })],
  ['has a limit of zero events', message({ limits: [0, 1_000, 60] })],
  ['has a maximum age that is not a number', message({ limits: [10, 1_000, '60'] })],
  ['has an event with a negative size', message({}, [['evt_1', REF[1], -1]])],
  ['has an event with a fractional size', message({}, [['evt_1', REF[1], 0.5]])],
  [
    'has an event with an acceptance date that does not exist',
    message({}, [['evt_1', '2026-02-30T00:00:00Z', 1]]),
  ],
  [
    'has an event with an acceptance time that is not in UTC',
    message({}, [['evt_1', '2026-11-29T12:00:00+01:00', 1]]),
  ],
])('rejects a message that %s', (_name, body) => {
  expect(() => readReferrals(body)).toThrow(
    expect.objectContaining({ name: 'InvalidMessageError' }),
  );
});

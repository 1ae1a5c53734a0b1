import { expect, test } from 'vitest';
import { deferral, deferralsOf } from '../../../lambdas/platform/rate-limit/deferral.ts';
import { aRecord } from '../../support/lambda.ts';

const deferred = (times: number) =>
  aRecord({
    messageAttributes: { deferrals: { stringValue: String(times), dataType: 'String' } },
  });

test.each([
  [aRecord({}), 0.4, 0, 1],
  [aRecord({}), 2.5, 1, 4],
  [deferred(3), 0.5, 0.5, 33],
  [deferred(9), 1, 1, 601],
  [deferred(1), 5_000, 1, 900],
])(
  'a message is deferred at least for the required time, and longer each time',
  (record, wait, random, seconds) => {
    expect(deferral(record, wait, () => random).delaySeconds).toBe(seconds);
  },
);

test.each([
  [0, '1'],
  [1, '2'],
  [8, '9'],
  [9, '9'],
])('after %i deferrals, the count is %s, always one digit', (times, deferrals) => {
  expect(deferral(deferred(times), 1, () => 0).attributes).toEqual({ deferrals });
});

test.each(['many', '', '-1', '1e9', '1.5'])(
  'a deferral count of %j, which a publisher sent, counts as 0',
  (value) => {
    const record = aRecord({
      messageAttributes: { deferrals: { stringValue: value, dataType: 'String' } },
    });
    expect(deferralsOf(record)).toBe(0);
    expect(deferral(record, 2, () => 1)).toEqual({
      attributes: { deferrals: '1' },
      delaySeconds: 3,
    });
  },
);

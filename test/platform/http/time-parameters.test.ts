import { expect, test } from 'vitest';
import { BY_TIME, pageRequestOf } from '../../../lambdas/platform/http/pagination.ts';
import { Query } from '../../../lambdas/platform/http/query.ts';
import { rangeOf } from '../../../lambdas/platform/http/time-parameters.ts';

const rangeIn = (raw: string) => {
  const query = new Query(raw);
  return rangeOf(query, pageRequestOf(query, BY_TIME));
};

test.each(['2026-01-01', '1', ''])('an unknown operator is reported as such, with %o', (value) => {
  expect(() => rangeIn(`time[near]=${value}`)).toThrow(
    expect.objectContaining({
      status: 422,
      data: { 'query.time[near]': expect.stringContaining('is not an operator') },
    }),
  );
  expect(() => rangeIn(`time[any]=${value}`)).toThrow(
    expect.objectContaining({ status: 400, message: expect.stringContaining('time[any]') }),
  );
});

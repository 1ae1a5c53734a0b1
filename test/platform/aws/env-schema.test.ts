import { expect, test } from 'vitest';
import * as z from 'zod';
import {
  CsvList,
  NonEmptyString,
  Ports,
  PositiveInt,
  readEnvironment,
  Seconds,
  TrueOrFalse,
} from '../../../lambdas/platform/aws/env-schema.ts';

const Env = z.object({
  TABLE: NonEmptyString,
  DAYS: PositiveInt,
  TOPICS: CsvList,
  SCHEDULE: Seconds,
  PORTS: Ports,
  ENDPOINTS: TrueOrFalse,
});

test('variables are parsed to typed values', () => {
  const variables = {
    TABLE: 't',
    DAYS: '30',
    TOPICS: 'orders, users',
    SCHEDULE: '30,60',
    PORTS: '443,9000',
    ENDPOINTS: 'true',
  };
  expect(readEnvironment(Env, variables)).toEqual({
    TABLE: 't',
    DAYS: 30,
    TOPICS: ['orders', 'users'],
    SCHEDULE: [30, 60],
    PORTS: [443, 9000],
    ENDPOINTS: true,
  });
});

test('an empty variable is an empty list', () => {
  const variables = {
    TABLE: 't',
    DAYS: '1',
    TOPICS: '',
    SCHEDULE: '',
    PORTS: '',
    ENDPOINTS: 'false',
  };
  expect(readEnvironment(Env, variables)).toMatchObject({
    TOPICS: [],
    SCHEDULE: [],
    PORTS: [],
    ENDPOINTS: false,
  });
});

test('the error names every missing or invalid variable with its validation error', () => {
  const read = () =>
    readEnvironment(Env, {
      TABLE: '',
      DAYS: 'thirty',
      SCHEDULE: '30,soon',
      PORTS: 'any',
      ENDPOINTS: 'maybe',
    });
  expect(read).toThrow(
    'environment: TABLE is required; DAYS must be a whole number of at least 1; TOPICS is required; ' +
      'SCHEDULE.1 must be whole seconds; PORTS.0 must be a port; ENDPOINTS must be true or false',
  );
});

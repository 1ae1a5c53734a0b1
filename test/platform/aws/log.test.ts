import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { logger, setInvocation } from '../../../lambdas/platform/aws/logger.ts';
import {
  count,
  invocationLog,
  takeCounters,
} from '../../../lambdas/platform/aws/metrics-emitter.ts';

let lines: Record<string, unknown>[];

beforeEach(() => {
  takeCounters();
  lines = [];
  vi.stubEnv('LOG_LEVEL', 'info');
  vi.stubEnv('SERVICE_NAME', 'waybill-test');
  vi.spyOn(process.stdout, 'write').mockImplementation((line) => {
    lines.push(JSON.parse(String(line)));
    return true;
  });
});
afterEach(() => {
  setInvocation({});
  vi.unstubAllEnvs();
  vi.restoreAllMocks();
});

describe('a log line', () => {
  test('is one JSON object with level, message, time, service, invocation and fields', () => {
    setInvocation({ function_request_id: 'r1' });
    vi.stubEnv('_X_AMZN_TRACE_ID', 'Root=1-57-bd;Parent=53;Sampled=1');
    logger.warn('destination blocked', { destination_id: 'des_1' });
    expect(lines).toEqual([
      {
        level: 'WARN',
        message: 'destination blocked',
        timestamp: expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/),
        service: 'waybill-test',
        xray_trace_id: '1-57-bd',
        function_request_id: 'r1',
        destination_id: 'des_1',
      },
    ]);
  });

  test('shows an error with its name, message, stack, cause and other properties', () => {
    const error = Object.assign(new TypeError('no', { cause: new Error('inner') }), { code: 'E' });
    logger.error('request failed', { error });
    expect(lines[0]?.error).toMatchObject({
      name: 'TypeError',
      message: 'no',
      stack: expect.stringContaining('log.test.ts'),
      code: 'E',
      cause: { name: 'Error', message: 'inner' },
    });
  });

  test('is written for fields that contain themselves', () => {
    const socket: Record<string, unknown> = { port: 443 };
    const error = Object.assign(new Error('reset'), { socket });
    socket.error = error;
    logger.error('request failed', { error, attempt: 1 });
    expect(lines).toMatchObject([{ level: 'ERROR', message: 'request failed', attempt: 1 }]);
    expect(String(lines[0]?.error)).toContain('Error: reset');
    logger.error('request failed', { error, path: 'x'.repeat(5_000) });
    expect(lines[1]?.path).toHaveLength(1_025);
  });

  test('shortens long texts at any depth to 1,024 characters, and stacks of errors to 4,096', () => {
    const path = `/${'é'.repeat(5_000)}`;
    const error = new Error(path, { cause: new Error(path) });
    error.stack = path;
    logger.error('request failed', { path, ids: ['a', path], error });
    const text = `/${'é'.repeat(1_023)}…`;
    const stack = `/${'é'.repeat(4_095)}…`;
    expect(lines[0]).toMatchObject({
      path: text,
      ids: ['a', text],
      error: { message: text, stack, cause: { message: text } },
    });
  });

  test.each([1_023, 1_024])(
    'is well-formed Unicode with a text of %i characters and an emoji',
    (n) => {
      logger.info('read', { text: `${'x'.repeat(n)}😀` });
      expect(String(lines[0]?.text).isWellFormed()).toBe(true);
    },
  );

  test('contains a text of 1,024 characters as it is', () => {
    logger.info('read', { text: 'x'.repeat(1_024) });
    expect(lines[0]?.text).toBe('x'.repeat(1_024));
  });

  test('shows a big integer as text', () => {
    logger.info('read', { version: 9007199254740993n });
    expect(lines[0]?.version).toBe('9007199254740993');
  });

  test.each([
    ['debug', ['DEBUG', 'INFO', 'WARN', 'ERROR']],
    ['info', ['INFO', 'WARN', 'ERROR']],
    ['WARN', ['WARN', 'ERROR']],
    ['error', ['ERROR']],
    ['silent', []],
    ['constructor', ['INFO', 'WARN', 'ERROR']],
  ])('is written at level %s and above', (level, written) => {
    vi.stubEnv('LOG_LEVEL', level);
    for (const name of ['debug', 'info', 'warn', 'error'] as const) logger[name]('x');
    expect(lines.map((line) => line.level)).toEqual(written);
  });
});

describe('the line at the end of an invocation', () => {
  const { after: end } = invocationLog('run ended', (request: { messages: number }) => request);

  test('contains what was done, and the counters in the embedded metric format', () => {
    count('AttemptsSucceeded');
    count('AttemptsSucceeded', 2);
    count('AttemptsFailed');
    end({ messages: 4 });
    const timestamp = String(lines[0]?.timestamp);
    expect(lines).toEqual([
      {
        level: 'INFO',
        message: 'run ended',
        timestamp,
        service: 'waybill-test',
        messages: 4,
        AttemptsSucceeded: 3,
        AttemptsFailed: 1,
        _aws: {
          Timestamp: Date.parse(timestamp),
          CloudWatchMetrics: [
            {
              Namespace: 'Waybill',
              Dimensions: [['service']],
              Metrics: [
                { Name: 'AttemptsSucceeded', Unit: 'Count' },
                { Name: 'AttemptsFailed', Unit: 'Count' },
              ],
            },
          ],
        },
      },
    ]);
  });

  test('starts at zero for the next invocation', () => {
    count('AttemptsFailed');
    end({ messages: 1 });
    end({ messages: 1 });
    expect(lines[1]).not.toHaveProperty('AttemptsFailed');
    expect(lines[1]).not.toHaveProperty('_aws');
  });

  test('is written at level error when there are counters, because alarms need them', () => {
    vi.stubEnv('LOG_LEVEL', 'error');
    end({ messages: 1 });
    count('AttemptsFailed');
    end({ messages: 1 });
    expect(lines).toMatchObject([{ AttemptsFailed: 1 }]);
  });
});

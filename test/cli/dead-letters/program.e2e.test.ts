import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { SendMessageBatchCommand } from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Queues, startQueues } from '../../support/queues.ts';
import { runProgram, startProgram } from '../run-program.ts';

const DEAD_LETTERS = 'waybill-local-publish-dead-letters';
/**
 * More dead letters than the program can have processed when it is stopped after its first ones.
 */
const MANY = 1_010;

let queues: Queues;
let url = '';
beforeAll(async () => {
  queues = await startQueues();
  queues.create('waybill-local-publish');
  url = queues.create(DEAD_LETTERS);
  const bodies = [...Array(MANY).keys()].map((n) => `{"tenant_id":"acme","id":"evt_${n}"}`);
  const Entries = [...Array(10).keys()].map(String);
  for (let at = 0; at < MANY; at += 10) {
    await queues.sdk.send(
      new SendMessageBatchCommand({
        QueueUrl: url,
        Entries: Entries.map((Id) => ({ Id, MessageBody: bodies[at + Number(Id)] })),
      }),
    );
  }
});
afterAll(() => queues.stop());

/** The queues of this test are the local stack's. */
const environmentWith = (given: Record<string, string> = {}) => ({
  LOCAL_AWS_PORT: new URL(url).port,
  ...given,
});

const start = (args: readonly string[]) => startProgram('dlq.ts', args, environmentWith());

const run = (args: readonly string[], environment?: Record<string, string>) =>
  runProgram('dlq.ts', args, environmentWith(environment));

test('without arguments it prints its usage', async () => {
  const { out, stderr, code } = await run([]);
  expect({ stderr, code }).toEqual({ stderr: '', code: 0 });
  expect(out).toContain('npm run dlq -- list');
  expect(out).toContain('130 stopped');
});

test.each([
  [['list', '--local', '--queu', 'publish'], "Unknown option '--queu'. Did you mean --queue?\n"],
  [['drop', '--local'], 'drop deletes permanently: add --yes to confirm\n'],
])('%j is rejected with the fix, and exit code 2', async (args, words) => {
  const { out, stderr, code } = await run(args);
  expect({ out, code }).toEqual({ out: '', code: 2 });
  expect(stderr).toContain(words);
});

test.each([
  [
    { LOCAL_AWS_PORT: '1' },
    1,
    /^no local stack responds at http:\/\/127\.0\.0\.1:1: start one with npm start/,
  ],
  [{ LOCAL_AWS_PORT: 'sqs' }, 2, /^LOCAL_AWS_PORT must be a port from 1 to 65535, not "sqs"\n$/],
])(
  'with %j it prints what to do in one line and exits with %i',
  async (environment, code, words) => {
    expect(await run(['list', '--local'], environment)).toEqual({
      out: '',
      stderr: expect.stringMatching(words),
      code,
    });
  },
);

/** An environment without AWS settings: no profile, no region, no role. */
const NO_AWS_SETTINGS = {
  HOME: '/nowhere',
  AWS_PROFILE: '',
  AWS_ACCESS_KEY_ID: '',
  AWS_SECRET_ACCESS_KEY: '',
  AWS_REGION: '',
  AWS_EC2_METADATA_DISABLED: 'true',
};

test.each([
  [NO_AWS_SETTINGS, 1, /^the AWS region is missing or invalid: set AWS_REGION/],
  [{ ...NO_AWS_SETTINGS, AWS_REGION: 'eu-west-1' }, 1, /^there are no AWS credentials: log in/],
])('without AWS settings, the message names what to set: %#', async (environment, code, words) => {
  const answer = await run(['list', '--stage', 'prod'], environment);
  expect(answer).toEqual({ out: '', stderr: expect.stringMatching(words), code });
});

test('the SDK’s endpoint variables apply to the search for a stage', async () => {
  const environment = {
    ...NO_AWS_SETTINGS,
    AWS_REGION: 'us-east-1',
    AWS_ACCESS_KEY_ID: 'test',
    AWS_SECRET_ACCESS_KEY: 'test',
    AWS_ENDPOINT_URL_SQS: new URL(url).origin,
  };
  expect(await run(['list', '--stage', 'prod'], environment)).toEqual({
    out: '',
    stderr:
      'there are no queues named waybill-prod-…-dead-letters: is the stage prod deployed in us-east-1?\n',
    code: 1,
  });
  const found = await run(['list', '--stage', 'local', '--limit', '1'], environment);
  expect(found).toMatchObject({ code: 0, stderr: '1 listed (publish 1), of 10 read\n' });
});

test('standard output contains only lines of JSON, and progress goes to standard error', async () => {
  const { out, stderr, code } = await run(['list', '--local', '--json']);
  expect(code).toBe(0);
  const ids = out
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line).event_id);
  expect(new Set(ids).size).toBe(MANY);
  expect(stderr).toContain('1000 listed (publish 1000), of 1000 read\n');
  expect(stderr).toMatch(/\n1010 listed \(publish 1010\), of 1010 read\n$/);
  expect(queues.inspect(DEAD_LETTERS)).toHaveLength(MANY);
});

test.each(['SIGINT', 'SIGTERM'] as const)(
  'on %s it releases all dead letters, reports its progress, and exits with 130',
  async (signal) => {
    const program = start(['list', '--local', '--json']);
    const stderr = text(program.stderr);
    program.stdout.once('data', () => program.kill(signal));
    program.stdout.resume();
    expect(await once(program, 'exit')).toEqual([130, null]);
    expect(await stderr).toMatch(/stopped: \d+0 listed/);
    expect(queues.inspect(DEAD_LETTERS)).toHaveLength(MANY);
  },
);

test('when the reader of its output exits, such as head, no dead letter stays invisible', async () => {
  const program = start(['list', '--local', '--json']);
  const stderr = text(program.stderr);
  program.stdout.once('data', () => program.stdout.destroy());
  expect(await once(program, 'exit')).toEqual([130, null]);
  expect(await stderr).toMatch(/^stopped: \d+0 listed/m);
  expect(queues.inspect(DEAD_LETTERS)).toHaveLength(MANY);
});

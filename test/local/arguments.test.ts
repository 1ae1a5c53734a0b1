import { expect, test } from 'vitest';
import { readArguments } from '../../local/arguments.ts';
import { LocalStackError } from '../../local/local-stack-error.ts';

test('without arguments there are no settings', () => {
  expect(readArguments([])).toEqual({ help: false, context: {} });
});

test('settings are given as for a deployment, and the last of equal names applies', () => {
  const args = [
    '-c',
    'topics=a,b',
    '--context',
    'corsOrigins=http://x?a=b',
    '-ctenantEventsPerSecond=5',
  ];
  expect(readArguments([...args, '-c', 'topics='])).toEqual({
    help: false,
    context: { topics: '', corsOrigins: 'http://x?a=b', tenantEventsPerSecond: '5' },
  });
});

test.each(['--help', '-h'])('%s asks for help', (arg) => {
  expect(readArguments([arg])).toMatchObject({ help: true });
});

test.each([
  ['-c topics', '-c must be followed by name=value, such as -c topics=orders,users, not "topics"'],
  ['-c =x', '-c must be followed by name=value'],
  ['-c', "Option '-c, --context <value>' argument missing"],
  ['topics=a', 'topics=a must follow -c: npm start -- -c topics=a\nnpm start -- --help lists'],
  ['prod', "Unexpected argument 'prod'"],
  ['--port 1', "Unknown option '--port'\nnpm start -- --help lists the options"],
  ['-c stage=prod', 'omit -c stage: npm start always runs the stage local'],
  ['-c credentialsKeyArns=', 'omit -c credentialsKeyArns: the KMS of npm start'],
])('%s is rejected with the fix', (line, words) => {
  const read = () => readArguments(line.split(' '));
  expect(read).toThrow(LocalStackError);
  expect(read).toThrow(words);
});

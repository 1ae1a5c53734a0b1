import { expect, test } from 'vitest';
import { parseCommandLine } from '../../../cli/reencrypt-credentials/command-options.ts';

const KEY = 'arn:aws:kms:us-east-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab';

test('options select the stage and further parameters', () => {
  expect(parseCommandLine(['--local'])).toEqual({
    stage: undefined,
    table: undefined,
    toKey: undefined,
    dryRun: false,
  });
  expect(parseCommandLine(['--stage=prod', '--to-key', KEY, '--table', 't', '--dry-run'])).toEqual({
    stage: 'prod',
    table: 't',
    toKey: KEY,
    dryRun: true,
  });
});

test('--yes is accepted, so that a script can pass it to every command that changes data', () => {
  expect(parseCommandLine(['--local', '--yes'])).toEqual(parseCommandLine(['--local']));
});

test.each([['--help'], ['help'], ['-h'], ['--stage prod --help']])('%s asks for help', (line) => {
  expect(parseCommandLine(line.split(' '))).toBeUndefined();
});

test.each([
  [
    [],
    'exactly one of --stage NAME and --local is required\nexample: npm run reencrypt-credentials -- --local (options follow',
  ],
  [['--stage', 'prod', '--local'], 'exactly one of --stage NAME and --local is required'],
  [['--stage', ''], '--stage must not be empty'],
  [['--stage', 'a', '--stage', 'b'], '--stage must not be repeated'],
  [['--local', '--to-key', 'alias/other'], '--to-key must be the ARN of a key'],
  [['--local', '--dryrun'], "Unknown option '--dryrun'. Did you mean --dry-run?"],
  [['--local', 'now'], 'options begin with --'],
])('%j is rejected with the fix', (args, words) => {
  expect(() => parseCommandLine(args)).toThrow(words);
});

import { expect, test } from 'vitest';
import { parseCommandLine } from '../../../cli/dead-letters/command-line.ts';
import { someOptions } from './builders.ts';

const parsed = (line: string) => parseCommandLine(line === '' ? [] : line.split(' '));

test('a stage or --local is sufficient', () => {
  expect(parsed('list --stage prod')).toEqual(someOptions({ stage: 'prod', json: false }));
  expect(parsed('redrive --local')).toEqual(
    someOptions({ verb: 'redrive', stage: undefined, json: false }),
  );
});

test('every option is parsed', () => {
  const which =
    '--tenant a --tenant b --event e --destination d --id i --cause c --older-than 2h --newer-than 1w';
  expect(
    parsed(`drop --stage prod --queue publish --queue retries ${which} --limit 5 --yes --json`),
  ).toEqual(
    someOptions({
      verb: 'drop',
      stage: 'prod',
      queues: ['publish', 'retries'],
      filter: {
        tenants: ['a', 'b'],
        events: ['e'],
        destinations: ['d'],
        ids: ['i'],
        causes: ['c'],
        olderThan: 7_200,
        newerThan: 604_800,
      },
      limit: 5,
      yes: true,
      invalid: true,
    }),
  );
});

test.each([
  ['', undefined],
  ['--body', 'outline'],
  ['--data', 'data'],
  ['--body --data', 'data'],
])('%j selects how bodies are shown', (options, showing) => {
  expect(parsed(`list --local ${options}`.trim())).toMatchObject({ showing });
});

test.each([
  ['', false],
  ['--tenant acme', false],
  ['--force', true],
  ['--cause topic', true],
  ['--id m1', true],
])('a redrive with %j includes invalid messages: %s', (options, invalid) => {
  expect(parsed(`redrive --local ${options}`.trim())).toMatchObject({ invalid });
});

test.each(['redrive', 'drop'])('%s takes --yes', (verb) => {
  expect(parsed(`${verb} --local --yes`)).toMatchObject({ verb, yes: true });
});

test.each(['', 'help', '--help', '-h'])('%j prints the help of the command', (line) => {
  expect(parsed(line)).toEqual({ help: expect.stringContaining('redrive [options]') });
});

test.each([
  ['list', '--json', '--force'],
  ['redrive', '--force', '--no-such'],
  ['redrive', '--yes', '--no-such'],
  ['drop', '--yes', '--force'],
])('%s --help lists its own options', (verb, known, unknown) => {
  const asked = parsed(`${verb} --help`);
  expect(asked).toEqual({ help: expect.stringContaining(`  ${known}`) });
  expect(asked).toEqual({ help: expect.not.stringContaining(`  ${unknown} `) });
});

test.each([
  ['lst --local', '"lst" is not a command. Did you mean list?'],
  ['purge --local', 'The commands are list, redrive and drop.'],
  ['--local list', 'the first argument must be list, redrive or drop'],
  [
    'list',
    'exactly one of --stage NAME and --local is required\nexample: npm run dlq -- list --local (options',
  ],
  ['list --local --stage prod', 'exactly one of --stage NAME and --local is required'],
  ['list --stage a --stage b', '--stage must not be repeated'],
  ['list --local --tennant x', "Unknown option '--tennant'. Did you mean --tenant?"],
  ['list --local --yes', "Unknown option '--yes'"],
  ['list --local --no-json', "Unknown option '--no-json'"],
  ['list --local --id', "Option '--id <value>' argument missing"],
  ['list --local --json=yes', "Option '--json' does not take an argument"],
  ['list prod', 'options begin with -- and follow the -- of npm run'],
  [
    'list --local --older-than 2x',
    '--older-than must be a duration such as 90s, 15m, 2h, 3d or 1w',
  ],
  ['list --local --newer-than 0s', '--newer-than must be a duration'],
  ['list --local --older-than 1h --older-than 2h', '--older-than must not be repeated'],
  ['list --local --limit 1.5', '--limit must be a whole number of at least 1, not "1.5"'],
])('%s is rejected, with the fix', (line, words) => {
  expect(() => parsed(line)).toThrow(
    expect.objectContaining({ exitCode: 2, message: expect.stringContaining(words) }),
  );
});

test('an empty filter value is rejected: an unset variable must not select every dead letter', () => {
  expect(() => parseCommandLine(['drop', '--local', '--tenant', ''])).toThrow(
    '--tenant must not be empty',
  );
});

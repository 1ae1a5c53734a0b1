import { expect, test } from 'vitest';
import { onOneLine, readableLog } from '../../local/log.ts';

const printed = (line: string): string[] => {
  const lines: string[] = [];
  readableLog((text) => lines.push(text))('deliverer', line);
  return lines;
};

test('a plain line is printed with the name of its source', () => {
  expect(printed('hello')).toEqual(['deliverer  hello']);
});

test('a structured entry becomes level, message and details', () => {
  const entry = { level: 'INFO', message: 'delivered', timestamp: 't', event_id: 'e', n: { a: 1 } };
  expect(printed(JSON.stringify(entry))).toEqual([
    'deliverer  info delivered event_id=e n={"a":1}',
  ]);
});

test('an error is printed with its stack', () => {
  const error = { name: 'Error', stack: 'Error: oops\n    at here' };
  const entry = JSON.stringify({ level: 'ERROR', message: 'failed', error });
  expect(printed(entry)).toEqual(['deliverer  error failed error=Error: oops\n    at here']);
});

test('counters are printed as details, without their declaration for CloudWatch', () => {
  const entry = {
    level: 'INFO',
    message: 'run ended',
    AttemptsSucceeded: 2,
    _aws: { Timestamp: 1 },
  };
  expect(printed(JSON.stringify(entry))).toEqual(['deliverer  info run ended AttemptsSucceeded=2']);
});

test('a line that only looks like JSON is printed unchanged', () => {
  expect(printed('{oops')).toEqual(['deliverer  {oops']);
});

test.each([
  ['a newline', '/a\nready http://evil', '/a\\u000aready http://evil'],
  ['a carriage return', '/a\rb', '/a\\u000db'],
  ['an escape sequence', '/\u001b[2J', '/\\u001b[2J'],
  ['C1 controls and DEL', '/\u009b1m\u007f', '/\\u009b1m\\u007f'],
  ['line separators', '/\u2028\u2029', '/\\u2028\\u2029'],
  ['a change of direction', '/\u202egnp', '/\\u202egnp'],
  ['umlauts and emoji', '/ä/🎉', '/ä/🎉'],
])('a path with %s stays on its line', (_, path, shown) => {
  const entry = JSON.stringify({ level: 'INFO', message: 'request', path, nested: { path } });
  expect(printed(entry)[0]?.split(' nested=')[0]).toBe(`deliverer  info request path=${shown}`);
  expect(printed(entry)[0]).not.toMatch(/[\p{Cc}\u2028\u2029\u202e]/u);
  expect(onOneLine(path)).toBe(shown);
});

test('a plain line keeps an error’s line breaks, and no terminal control characters', () => {
  expect(printed('cannot start: Error: \u001b[31m\n\tat here')).toEqual([
    'deliverer  cannot start: Error: \\u001b[31m\n\tat here',
  ]);
});

test('an error’s stack keeps its line breaks, and no other control characters', () => {
  const error = { stack: 'Error: \u001b[31m\n    at here' };
  const entry = JSON.stringify({ level: 'ERROR', message: 'failed', error });
  expect(printed(entry)).toEqual(['deliverer  error failed error=Error: \\u001b[31m\n    at here']);
});

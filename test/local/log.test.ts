import { expect, test } from 'vitest';
import { readableLog } from '../../local/log.ts';

const told = (line: string): string[] => {
  const lines: string[] = [];
  readableLog((text) => lines.push(text))('deliverer', line);
  return lines;
};

test('a plain line is told with the name of who said it', () => {
  expect(told('hello')).toEqual(['deliverer  hello']);
});

test('a structured entry becomes level, message and details', () => {
  const entry = { level: 'INFO', message: 'delivered', timestamp: 't', event_id: 'e', n: { a: 1 } };
  expect(told(JSON.stringify(entry))).toEqual(['deliverer  info delivered event_id=e n={"a":1}']);
});

test('an error is told by its stack', () => {
  const error = { name: 'Error', stack: 'Error: oops\n    at here' };
  const entry = JSON.stringify({ level: 'ERROR', message: 'failed', error });
  expect(told(entry)).toEqual(['deliverer  error failed error=Error: oops\n    at here']);
});

test('metrics are not told', () => {
  expect(told('{"_aws":{},"Delivered":1}')).toEqual([]);
});

test('a line that only looks like JSON is told as it is', () => {
  expect(told('{oops')).toEqual(['deliverer  {oops']);
});

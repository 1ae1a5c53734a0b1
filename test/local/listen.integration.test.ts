import { createServer } from 'node:http';
import { expect, onTestFinished, test } from 'vitest';
import { close, listen } from '../../local/listen.ts';

test('an idle connection stays open while a busy machine delays its client', async () => {
  const server = createServer((_, response) => response.end());
  onTestFinished(() => close(server));
  const { headers } = await fetch(await listen(server, 0, ''));
  expect(headers.get('keep-alive')).toBe('timeout=75');
});

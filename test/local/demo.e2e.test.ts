import { expect, test } from 'vitest';
import { runProgram } from '../cli/run-program.ts';

const run = (...args: string[]) => runProgram('demo.ts', args, {});

test('the demo delivers over HTTP, through the queue and with a role, and shows the objects', async () => {
  const { out, stderr, code } = await run();
  expect({ stderr, code }).toEqual({ stderr: '', code: 0 });
  expect(out.match(/^→ in the bucket after /gm)).toHaveLength(3);
  expect(out).toMatch(/\nEverything was delivered\.\n$/);
});

test('--help prints the usage', async () => {
  const { out, code } = await run('--help');
  expect(code).toBe(0);
  expect(out).toContain('usage: npm run demo');
});

test('an argument is rejected with exit code 2, and nothing is started', async () => {
  expect(await run('--port')).toEqual({
    out: '',
    stderr: 'npm run demo takes no arguments, not "--port"\n',
    code: 2,
  });
});

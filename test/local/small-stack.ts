import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type LocalStack, openLocalStack } from '../../local/local-stack.ts';
import { FREE_PORTS, type LocalStackOptions } from '../../local/local-stack-options.ts';
import { readAssembly } from '../../local/template/assembly.ts';

const SMALL_STACK = join(import.meta.dirname, 'fixtures/small');

/** A local stack on free ports with the small template in `fixtures/`. */
export const openSmallStack = async (
  options: Partial<LocalStackOptions> = {},
): Promise<LocalStack> => {
  await using opened = new AsyncDisposableStack();
  const dataFolder = await mkdtemp(join(tmpdir(), 'waybill-test-'));
  opened.defer(() => rm(dataFolder, { recursive: true, force: true }));
  const stack = await openLocalStack(() => readAssembly(SMALL_STACK), {
    ...FREE_PORTS,
    apiKey: 'the-key',
    buckets: ['a-bucket'],
    dataFolder,
    log: () => {},
    ...options,
  });
  opened.defer(() => stack.stop());
  const running = opened.move();
  return { ...stack, stop: () => running.disposeAsync() };
};

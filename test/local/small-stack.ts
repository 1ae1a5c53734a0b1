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
  const dataFolder = await mkdtemp(join(tmpdir(), 'waybill-test-'));
  const house = await openLocalStack(() => readAssembly(SMALL_STACK), {
    ...FREE_PORTS,
    apiKey: 'the-key',
    buckets: ['a-bucket'],
    dataFolder,
    log: () => {},
    ...options,
  });
  return {
    ...house,
    stop: async () => {
      await house.stop();
      await rm(dataFolder, { recursive: true, force: true });
    },
  };
};

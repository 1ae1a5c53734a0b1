import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { FREE_PORTS, type HouseOptions } from '../../local/house-options.ts';
import { type House, openHouse } from '../../local/open-house.ts';
import { readAssembly } from '../../local/template/assembly.ts';

const SMALL_STACK = join(import.meta.dirname, 'fixtures/small');

/** A house on free ports around the small stack under `fixtures/`. */
export const openSmallHouse = async (options: Partial<HouseOptions> = {}): Promise<House> => {
  const dataFolder = await mkdtemp(join(tmpdir(), 'waybill-test-'));
  const house = await openHouse(() => readAssembly(SMALL_STACK), {
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

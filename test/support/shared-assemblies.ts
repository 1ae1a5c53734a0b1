import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, rename } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { synthesizeInto } from '../../local/synthesize.ts';
import { readAssembly } from '../../local/template/assembly.ts';
import type { Assembly } from '../../local/template/template.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** A folder for assemblies that test files share. */
    sharedAssemblies: string;
  }
}

const WAIT_MS = 100;
const SYNTHESIS_MS = 120_000;

/** Synthesizes once for all stacks with the same context, in whatever process they are. */
export const assembliesIn =
  (folder: string) =>
  async (context: Readonly<Record<string, unknown>>): Promise<Assembly> => {
    const hash = createHash('sha256').update(JSON.stringify(context)).digest('hex');
    const assembly = join(folder, hash);
    if (await isCreated(`${assembly}.begun`)) {
      await synthesizeInto(`${assembly}.new`, context);
      await rename(`${assembly}.new`, assembly);
    }
    await isThere(assembly);
    return readAssembly(assembly);
  };

const isCreated = (folder: string): Promise<boolean> =>
  mkdir(folder).then(
    () => true,
    () => false,
  );

/** Waits for a folder that another process makes. */
async function isThere(folder: string): Promise<void> {
  const begin = Date.now();
  while (!existsSync(folder)) {
    if (Date.now() - begin > SYNTHESIS_MS) throw new Error('the synthesis of another test failed');
    await sleep(WAIT_MS);
  }
}

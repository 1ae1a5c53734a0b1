import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';

declare module 'vitest' {
  interface ProvidedContext {
    /** A folder for what is synthesized; it goes when the last test has ended. */
    assemblies: string;
  }
}

/** Creates a folder for the output of the stack tests. */
export const setup = (project: TestProject): (() => void) => {
  const folder = mkdtempSync(join(tmpdir(), 'waybill-stacks-'));
  project.provide('assemblies', folder);
  return () => rmSync(folder, { recursive: true });
};

import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { buildSync } from 'esbuild';
import { APP_BUNDLING } from './app.ts';
import { type StoredFiles, storedFiles } from './stored-files.ts';

/** Builds the files that are the same in every stage, and writes them to a folder. */
export function buildStaticFiles(folder: string): void {
  mkdirSync(folder, { recursive: true });
  const { outputFiles } = buildSync({ ...APP_BUNDLING, outdir: folder, write: false });
  for (const { path, contents } of outputFiles) {
    const name = path.slice(folder.length + 1);
    for (const [stored, content] of storedFiles(name, Buffer.from(contents))) {
      writeFileSync(join(folder, stored), content);
    }
  }
}

/** Reads the files that {@link buildStaticFiles} has written. */
export const readStaticFiles = (folder: string): StoredFiles =>
  new Map(readdirSync(folder).map((name) => [name, readFileSync(join(folder, name))]));

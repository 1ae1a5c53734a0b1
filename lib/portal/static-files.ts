import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { buildSync } from 'esbuild';
import { apiDocs } from './api-docs.ts';
import { APP_BUNDLING } from './app.ts';
import { type StoredFiles, storedFiles } from './stored-files.ts';

/** The page of the API's documentation. */
export const DOCS = 'docs.html';

/**
 * Builds the files that are the same in every stage, and writes them to a folder.
 *
 * @param bundles the folder of the functions' bundles
 */
export function buildStaticFiles(folder: string, bundles: string): void {
  mkdirSync(folder, { recursive: true });
  const { outputFiles } = buildSync({ ...APP_BUNDLING, outdir: folder, write: false });
  const app = outputFiles.map(({ path, contents }) => ({ name: basename(path), contents }));
  for (const { name, contents } of [...app, { name: DOCS, contents: apiDocs(bundles) }]) {
    for (const [stored, content] of storedFiles(name, Buffer.from(contents))) {
      writeFileSync(join(folder, stored), content);
    }
  }
}

/** Reads the files that {@link buildStaticFiles} has written. */
export const readStaticFiles = (folder: string): StoredFiles =>
  new Map(readdirSync(folder).map((name) => [name, readFileSync(join(folder, name))]));

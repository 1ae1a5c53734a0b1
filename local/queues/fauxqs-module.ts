import { findPackageJSON } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

/**
 * The path of a fauxqs module that the package does not export: `path` in its folder `dist`, for
 * `import()`.
 */
export const fauxqsModule = (path: string): string => {
  const folder = join(findPackageJSON('fauxqs', import.meta.url) ?? '', '..');
  return pathToFileURL(join(folder, 'dist', path)).href;
};

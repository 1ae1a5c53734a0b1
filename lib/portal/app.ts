import { createRequire } from 'node:module';
import { join } from 'node:path';
import type { BuildOptions } from 'esbuild';

const PORTAL = join(import.meta.dirname, '../../portal');

/**
 * How the browser code of the portal is bundled: one script and one style sheet, so that a page that is
 * open during a deployment requests no file that is gone.
 */
export const APP_BUNDLING = {
  absWorkingDir: join(PORTAL, '..'),
  entryPoints: [
    { in: join(PORTAL, 'main.tsx'), out: 'app' },
    { in: join(PORTAL, 'styles.css'), out: 'app' },
  ],
  entryNames: '[name]-[hash]',
  bundle: true,
  minify: true,
  format: 'esm',
  platform: 'browser',
  target: 'es2024',
  // Calls of `h(type, props, ...children)` are shorter than those of `jsx(type, {...props, children})`.
  tsconfigRaw: {
    compilerOptions: { jsx: 'react', jsxFactory: 'h', jsxFragmentFactory: 'Fragment' },
  },
  inject: [createRequire(import.meta.url).resolve('preact')],
  // Notices of licenses are in THIRD-PARTY-NOTICES.md.
  legalComments: 'none',
  logLevel: 'warning',
} as const satisfies BuildOptions;

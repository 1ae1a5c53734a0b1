/**
 * Replaces the positions in a function's stack traces by positions in the source files. Reads standard
 * input. Run: npm run -s source-positions -- <function> < log
 */
import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { text } from 'node:stream/consumers';
import { withSourcePositions } from '../lib/source-positions.ts';

const [name = ''] = process.argv.slice(2);
const folder = join('cdk.out/source-maps', name);
const maps = readdirSync(folder).map(
  (file) => [basename(file, '.map'), readFileSync(join(folder, file), 'utf8')] as const,
);
process.stdout.write(withSourcePositions(await text(process.stdin), new Map(maps)));

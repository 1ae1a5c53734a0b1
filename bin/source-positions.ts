/**
 * Replaces the positions in a function's stack traces by positions in the source files. Reads standard
 * input. Run: npm run -s source-positions -- <function> < log
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { withSourcePositions } from '../lib/source-positions.ts';

const [name = ''] = process.argv.slice(2);
const map = readFileSync(join('cdk.out/source-maps', `${name}.map`), 'utf8');
process.stdout.write(withSourcePositions(await text(process.stdin), map));

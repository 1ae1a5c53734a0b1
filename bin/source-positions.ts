/**
 * Replaces the positions in a function's stack traces by positions in the source files. Reads standard
 * input. Run: npm run -s source-positions -- <function> < log
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { text } from 'node:stream/consumers';
import { withSourcePositions } from '../lib/source-positions.ts';

const MAPS = 'cdk.out/source-maps';

const [name = ''] = process.argv.slice(2);
const functions = existsSync(MAPS) ? readdirSync(MAPS) : [];
if (functions.includes(name)) {
  const folder = join(MAPS, name);
  const maps = readdirSync(folder).map(
    (file) => [basename(file, '.map'), readFileSync(join(folder, file), 'utf8')] as const,
  );
  process.stdout.write(withSourcePositions(await text(process.stdin), new Map(maps)));
} else {
  const hint =
    functions.length > 0
      ? `functions: ${functions.join(', ')}`
      : `there is no ${MAPS}: run npm run synth or deploy first`;
  console.error(`usage: npm run -s source-positions -- <function> < log\n${hint}`);
  process.exitCode = 2;
}

import { SourceMap } from 'node:module';

/**
 * Replaces positions in a function's bundle by positions in the source files.
 *
 * @param text a stack trace, or log lines that contain one
 * @param map the bundle's source map, as JSON
 */
export function withSourcePositions(text: string, map: string): string {
  const sources = new SourceMap(JSON.parse(map));
  return text.replaceAll(/[^\s("]*index\.mjs:(\d+):(\d+)/g, (position, line, column) => {
    const entry = sources.findEntry(Number(line) - 1, Number(column) - 1);
    if (!('originalSource' in entry)) return position;
    const file = entry.originalSource.replace(/^(?:\.\.\/)+/, '');
    return `${file}:${entry.originalLine + 1}:${entry.originalColumn + 1}`;
  });
}

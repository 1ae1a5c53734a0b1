import { SourceMap } from 'node:module';

/** A position in a file of a bundle, with the file's folder, if any. */
const POSITION = /(?:[^\s("]*\/)?([\w-]+\.mjs):(\d+):(\d+)/g;

/**
 * Replaces positions in a function's bundle by positions in the source files.
 *
 * @param text a stack trace, or log lines that contain one
 * @param maps the source maps of the bundle's files, as JSON, by the names of the files
 */
export function withSourcePositions(text: string, maps: ReadonlyMap<string, string>): string {
  const sources = new Map(
    [...maps].map(([file, map]) => [file, new SourceMap(JSON.parse(map))] as const),
  );
  return text.replaceAll(POSITION, (position, file, line, column) => {
    const entry = sources.get(file)?.findEntry(Number(line) - 1, Number(column) - 1);
    if (!entry || !('originalSource' in entry)) return position;
    const source = entry.originalSource.replace(/^(?:\.\.\/)+/, '');
    return `${source}:${entry.originalLine + 1}:${entry.originalColumn + 1}`;
  });
}

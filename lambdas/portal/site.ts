import { join } from 'node:path';

/** An ES import of `node:fs` reads all its exports, of which `promises` takes most of a cold start. */
const { readFileSync } = process.getBuiltinModule('node:fs');

/** The content codings in which files are stored, best first: Brotli is smaller. */
export const CODINGS = ['br', 'gzip'] as const;
export type Coding = (typeof CODINGS)[number];

export interface SiteFile {
  /** The file's name in the site's folder, without the suffix of a coding. */
  readonly name: string;
  /** Identifies the file and its headers in all codings. */
  readonly etag: string;
  /** The codings in which the file is stored, in addition to its uncompressed form. */
  readonly codings: readonly Coding[];
  readonly headers: Readonly<Record<string, string>>;
}

/** The description of the files that the portal function serves. The synthesis of the stack writes it. */
export interface Site {
  /** Files by path. */
  readonly files: Readonly<Record<string, SiteFile>>;
  /** Locations of paths that have moved. */
  readonly redirects: Readonly<Record<string, string>>;
}

/** The folder of the site, beside the bundle. */
export const SITE_FOLDER = 'site';

/** The name of the file that contains the {@link Site}, in that folder. */
export const SITE_FILE = 'site.json';

const SUFFIXES = { br: '.br', gzip: '.gz' } as const satisfies Record<Coding, string>;

/** The name under which a file is stored in a coding. */
export const storedName = (name: string, coding: Coding | undefined): string =>
  coding === undefined ? name : name + SUFFIXES[coding];

/** A site and the contents of its files. */
export interface StoredSite extends Site {
  /** The content of a stored file in base64. */
  read(storedName: string): string;
}

/** Opens the site in a folder. Each file is read once. */
export function openSite(folder: string): StoredSite {
  const site: Site = JSON.parse(readFileSync(join(folder, SITE_FILE), 'utf8'));
  const contents = new Map<string, string>();
  const read = (name: string): string => {
    const content = contents.get(name) ?? readFileSync(join(folder, name), 'base64');
    contents.set(name, content);
    return content;
  };
  return { ...site, read };
}

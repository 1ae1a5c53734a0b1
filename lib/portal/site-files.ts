import { createHash } from 'node:crypto';
import { extname } from 'node:path';
import {
  CODINGS,
  SITE_FILE,
  SITE_FOLDER,
  type Site,
  type SiteFile,
  storedName,
} from '../../lambdas/portal/site.ts';
import { type PageSettings, portalPage } from './page.ts';
import { portalHeaders } from './security-headers.ts';
import { type StoredFiles, storedFiles } from './stored-files.ts';

/** A page changes with a deployment: browsers ask whether it has. */
const PAGE_HEADERS = { 'content-type': 'text/html; charset=utf-8', 'cache-control': 'no-cache' };

/** The name of an asset contains a hash of its content. */
const ASSET_HEADERS = { 'cache-control': 'public, max-age=31536000, immutable' };

const CONTENT_TYPES = new Map([
  ['.js', 'text/javascript; charset=utf-8'],
  ['.css', 'text/css; charset=utf-8'],
]);

const PAGE = 'portal.html';

/** The folder that the portal function serves: its files, and the description of the site. */
export function siteFiles(settings: PageSettings, assets: StoredFiles): StoredFiles {
  const names = [...assets.keys()].filter((name) => CONTENT_TYPES.has(extname(name)));
  const url = (extension: string) =>
    `portal/${names.find((name) => extname(name) === extension) ?? ''}`;
  const page = portalPage(settings, { script: url('.js'), style: url('.css') });
  const stored = new Map([...assets, ...storedFiles(PAGE, Buffer.from(page))]);
  const pageHeaders = { ...PAGE_HEADERS, ...portalHeaders(settings.frameAncestors ?? []) };
  const site: Site = {
    files: {
      '/portal': siteFile(PAGE, pageHeaders, stored),
      ...Object.fromEntries(
        names.map((name) => [`/portal/${name}`, siteFile(name, assetHeaders(name), stored)]),
      ),
    },
    redirects: { '/portal/': '../portal' },
  };
  stored.set(SITE_FILE, Buffer.from(JSON.stringify(site)));
  return new Map([...stored].map(([name, content]) => [`${SITE_FOLDER}/${name}`, content]));
}

const assetHeaders = (name: string) => ({
  'content-type': CONTENT_TYPES.get(extname(name)) ?? '',
  ...ASSET_HEADERS,
});

/** The entity tag covers the headers: a browser that has the page also gets a new policy. */
const siteFile = (name: string, headers: SiteFile['headers'], stored: StoredFiles): SiteFile => {
  const hash = createHash('sha256').update(JSON.stringify(headers));
  hash.update(stored.get(name) ?? '');
  return {
    name,
    // Weak: the codings of a file share it.
    etag: `W/"${hash.digest('base64url')}"`,
    codings: CODINGS.filter((coding) => stored.has(storedName(name, coding))),
    headers,
  };
};

import { createHash } from 'node:crypto';
import { extname } from 'node:path';
import { PAGE_HEADERS as DOCS_HEADERS } from '../../lambdas/openapi/page/page.ts';
import {
  CODINGS,
  SITE_FILE,
  SITE_FOLDER,
  type Site,
  type SiteFile,
  storedName,
} from '../../lambdas/portal/site.ts';
import type { Image } from './image.ts';
import { portalPage } from './page.ts';
import type { PageFiles } from './page-settings.ts';
import { IMAGE_HEADERS, portalHeaders } from './security-headers.ts';
import { DOCS } from './static-files.ts';
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

/**
 * The folder that the portal function serves: its files, and the description of the site.
 *
 * @param portal undefined for a stage without a portal, which has only the documentation
 */
export function siteFiles(portal: PageFiles | undefined, assets: StoredFiles): StoredFiles {
  const stored = new Map(
    portal === undefined
      ? [...assets].filter(([name]) => name.startsWith(DOCS))
      : [...assets, ...pageFiles(portal, assets)],
  );
  const docs = siteFile(DOCS, { ...PAGE_HEADERS, ...DOCS_HEADERS }, stored);
  const site: Site = {
    files: { '/docs': docs, '/api/v1/docs': docs, ...(portal && portalFiles(portal, stored)) },
    // The links of a page are relative to its path without a slash. The api function redirects
    // /docs/ as well, for the case that API Gateway does not match it to the route of the page.
    redirects: {
      '/docs/': '../docs',
      '/api/v1/docs/': '../docs',
      ...(portal && { '/portal/': '../portal' }),
    },
  };
  stored.set(SITE_FILE, Buffer.from(JSON.stringify(site)));
  return new Map([...stored].map(([name, content]) => [`${SITE_FOLDER}/${name}`, content]));
}

/** The names of the browser code's files. */
const codeIn = (assets: StoredFiles): readonly string[] =>
  [...assets.keys()].filter((name) => CONTENT_TYPES.has(extname(name)));

/** The page and its images. */
function pageFiles({ settings, images }: PageFiles, assets: StoredFiles): StoredFiles {
  const url = (extension: string) =>
    `portal/${codeIn(assets).find((name) => extname(name) === extension) ?? ''}`;
  const page = portalPage(settings, { script: url('.js'), style: url('.css') });
  return new Map([
    ...storedFiles(PAGE, Buffer.from(page)),
    ...[...images].flatMap(([name, image]) => [...storedImage(name, image)]),
  ]);
}

/** The files of the portal by path. */
const portalFiles = ({ settings, images }: PageFiles, stored: StoredFiles): Site['files'] => ({
  '/portal': siteFile(
    PAGE,
    { ...PAGE_HEADERS, ...portalHeaders(settings.frameAncestors ?? []) },
    stored,
  ),
  ...Object.fromEntries(
    codeIn(stored).map((name) => [`/portal/${name}`, siteFile(name, assetHeaders(name), stored)]),
  ),
  ...Object.fromEntries(
    [...images].map(([name, { contentType }]) => {
      const headers = { 'content-type': contentType, ...ASSET_HEADERS, ...IMAGE_HEADERS };
      return [`/portal/${name}`, siteFile(name, headers, stored)];
    }),
  ),
});

/** Only an SVG gets smaller when it is compressed. */
const storedImage = (name: string, { content, suffix }: Image): StoredFiles =>
  suffix === '.svg' ? storedFiles(name, content) : new Map([[name, content]]);

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

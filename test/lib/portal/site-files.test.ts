import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import type { Site } from '../../../lambdas/portal/site.ts';
import { pageSettings } from '../../../lib/portal/page-settings.ts';
import { siteFiles } from '../../../lib/portal/site-files.ts';
import { storedFiles } from '../../../lib/portal/stored-files.ts';
import type { PortalPage } from '../../../lib/settings/portal-page-settings.ts';

const ASSETS = new Map([
  ...storedFiles('app-AAAA.js', Buffer.from('run()')),
  ...storedFiles('app-BBBB.css', Buffer.from('p{}')),
  ...storedFiles('docs.html', Buffer.from('<p>')),
]);

const siteWith = (given: Partial<PortalPage> = {}) => {
  const files = siteFiles(pageSettings({ frameAncestors: [], ...given }), ASSETS);
  const read = (name: string) => files.get(`site/${name}`) ?? Buffer.alloc(0);
  const site: Site = JSON.parse(read('site.json').toString());
  const page = read('portal.html').toString();
  const [, json = ''] = /id="settings">(.*?)<\/script>/s.exec(page) ?? [];
  return { site, read, page, json };
};

const policyOf = (settings: Partial<PortalPage> = {}) =>
  siteWith(settings).site.files['/portal']?.headers['content-security-policy'];

describe('the page', () => {
  test('may only use its own origin, and no other page may frame it', () => {
    expect(policyOf()?.split('; ')).toEqual([
      "default-src 'none'",
      "script-src 'self'",
      "style-src 'self'",
      "connect-src 'self'",
      "img-src 'self' data:",
      "base-uri 'none'",
      "form-action 'none'",
      "frame-ancestors 'none'",
      "require-trusted-types-for 'script'",
      "trusted-types 'none'",
    ]);
  });

  test('may be framed by the listed origins', () => {
    const frameAncestors = ['https://a.example', 'https://b.example:8443'];
    expect(policyOf({ frameAncestors })).toContain(
      '; frame-ancestors https://a.example https://b.example:8443;',
    );
  });

  test('may use no feature of the browser except to write to the clipboard', () => {
    expect(siteWith().site.files['/portal']?.headers['permissions-policy']).toBe(
      'camera=(), clipboard-read=(), display-capture=(), geolocation=(), microphone=(), clipboard-write=(self)',
    );
  });

  test('loads only its own script and style, relative to itself', () => {
    const urls = [...siteWith().page.matchAll(/(?:src|href)="([^"]*)"/g)].map(([, url]) => url);
    expect(urls).toEqual(['data:,', 'portal/app-BBBB.css', 'portal/app-AAAA.js']);
  });

  test('holds its settings as data that cannot end their element', () => {
    const organizationName = '</script><script>alert(1)</script><!--';
    const { page, json } = siteWith({ organizationName });
    expect(JSON.parse(json)).toEqual({ organizationName });
    expect(page.match(/<script/g)).toHaveLength(2);
    expect(page).toContain('<title>&lt;/script&gt;&lt;script&gt;');
  });

  test('is checked for changes at each visit, and has a new tag when its headers change', () => {
    const tag = (settings?: Partial<PortalPage>) => siteWith(settings).site.files['/portal']?.etag;
    expect(siteWith().site.files['/portal']?.headers['cache-control']).toBe('no-cache');
    expect(tag()).toMatch(/^W\/"[\w-]{43}"$/);
    expect(tag()).toBe(tag());
    expect(tag({ frameAncestors: ['https://a.example'] })).not.toBe(tag());
  });
});

describe('an asset', () => {
  test.each([
    ['app-AAAA.js', 'text/javascript; charset=utf-8', 'run()'],
    ['app-BBBB.css', 'text/css; charset=utf-8', 'p{}'],
  ])('%s never changes, and is stored compressed', (name, contentType, text) => {
    const { site, read } = siteWith();
    expect(site.files[`/portal/${name}`]).toMatchObject({
      name,
      codings: ['br', 'gzip'],
      headers: {
        'content-type': contentType,
        'cache-control': 'public, max-age=31536000, immutable',
      },
    });
    expect(read(name).toString()).toBe(text);
    expect(brotliDecompressSync(read(`${name}.br`)).toString()).toBe(text);
    expect(gunzipSync(read(`${name}.gz`)).toString()).toBe(text);
  });
});

describe('an image', () => {
  const LOGO = 'examples/portal-embed/logo.svg';

  test('has a URL with a hash, and is kept as an asset', () => {
    const { site, json, page } = siteWith({ logo: LOGO, favicon: LOGO });
    const { logo, favicon } = JSON.parse(json);
    expect(logo).toMatch(/^portal\/logo-[0-9A-F]{8}\.svg$/);
    expect(page).toContain(`<link rel="icon" href="${favicon}">`);
    expect(site.files[`/${logo}`]).toMatchObject({
      codings: ['br', 'gzip'],
      headers: {
        'content-type': 'image/svg+xml',
        'cache-control': 'public, max-age=31536000, immutable',
      },
    });
  });

  test('runs no script and loads nothing when it is opened directly', () => {
    const { site, json } = siteWith({ logoDark: LOGO });
    const policy = site.files[`/${JSON.parse(json).logoDark}`]?.headers['content-security-policy'];
    expect(policy).toBe(
      "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'; sandbox",
    );
  });
});

test('settings that are not set are absent', () => {
  expect(JSON.parse(siteWith().json)).toEqual({});
});

test('a stage without a portal has only the documentation', () => {
  const files = siteFiles(undefined, ASSETS);
  const site: Site = JSON.parse(String(files.get('site/site.json')));
  expect(Object.keys(site.files)).toEqual(['/docs', '/api/v1/docs']);
  expect(site.redirects).toEqual({ '/docs/': '../docs', '/api/v1/docs/': '../docs' });
  expect([...files.keys()].toSorted()).toEqual([
    'site/docs.html',
    'site/docs.html.br',
    'site/docs.html.gz',
    'site/site.json',
  ]);
});

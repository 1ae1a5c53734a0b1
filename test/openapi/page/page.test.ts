import { createHash } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { OpenApi } from '../../../lambdas/openapi/page/open-api.ts';
import { PAGE_HEADERS, pageOf } from '../../../lambdas/openapi/page/page.ts';
import { documentIn } from '../../support/api-routes.ts';

const json = await documentIn();
const document = OpenApi.parse(json);
const { text } = pageOf(json);
const all = (pattern: RegExp) => [...text.matchAll(pattern)].map(([, found = '']) => found);
const operations = Object.entries(document.paths).flatMap(([path, methods]) =>
  Object.values(methods).map((operation) => ({ path, operation })),
);

describe('the page', () => {
  test('contains no script and loads nothing', () => {
    expect(text).not.toMatch(/<script|<link|<iframe|<img|<object|<form|\son\w+=|\sstyle=|\ssrc=/i);
    expect(text).not.toMatch(/@import|url\(|javascript:/i);
  });

  test('allows its own style by hash', () => {
    const [style = ''] = all(/<style>(.*?)<\/style>/gs);
    const hash = createHash('sha256').update(style).digest('base64');
    expect(PAGE_HEADERS['content-security-policy']).toContain(`style-src 'sha256-${hash}';`);
  });

  test('shows every operation with its path', () => {
    for (const { path, operation } of operations) {
      expect(text).toContain(`id="${operation.operationId}"`);
      expect(text).toContain(`<code>${path}</code>`);
    }
  });

  test('has an anchor for each call by method and path, each parameter and each field', () => {
    const ids = all(/\sid="([^"]+)"/g);
    expect(ids).toEqual(
      expect.arrayContaining([
        'post-api-v1-publish',
        'get-api-v1-tenants-tenant_id-destinations',
        'listDestinations.path.tenant_id',
        'schema-Destination.topics',
      ]),
    );
  });

  test('has no broken link and no duplicate anchor', () => {
    const ids = all(/\sid="([^"]+)"/g);
    expect(ids.filter((id, place) => ids.indexOf(id) !== place)).toEqual([]);
    expect(all(/href="#([^"]+)"/g).filter((id) => !ids.includes(id))).toEqual([]);
  });

  test('has only https links to other sites', () => {
    const others = all(/href="([^"#]+)"/g).filter((href) => !href.startsWith('https://'));
    expect(new Set(others)).toEqual(new Set(['openapi.json']));
  });

  test('has no example with a placeholder', () => {
    expect(
      all(/<pre[^>]*><code>(.*?)<\/code>/gs).filter((example) => /…|{\w+}/.test(example)),
    ).toEqual([]);
  });

  test('escapes descriptions', () => {
    const [path = '', methods = {}] = Object.entries(document.paths)[0] ?? [];
    const [method = '', operation] = Object.entries(methods)[0] ?? [];
    const summary = '<img src=x onerror=alert(1)>';
    const description = 'see [this](javascript:alert) or [that](https://a.example/"><b>) `<i>`';
    const hostile = { [path]: { [method]: { ...operation, summary, description } } };
    const page = pageOf({ ...json, paths: hostile }).text;
    expect(page).toContain('&lt;img src=x onerror=alert(1)&gt;');
    expect(page).toContain('<code>&lt;i&gt;</code>');
    expect(page).toContain('<a href="https://a.example/&quot;&gt;&lt;b&gt;">that</a>');
    expect(page).not.toMatch(/<img|<b>|<i>|href="javascript/);
  });
});

import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { readImage } from '../../../lib/portal/image.ts';
import { brandColorProblem, PORTAL_COLORS } from '../../../lib/settings/brand-color.ts';
import { readStage } from '../../../lib/stage.ts';

const folder = mkdtempSync(join(tmpdir(), 'waybill-images-'));
afterAll(() => rmSync(folder, { recursive: true }));

const fileOf = (name: string, content: string | Buffer): string => {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
};

describe('the brand color', () => {
  test.each(['#2457c5', '#7a2ea8', '#b3261e', '#136c3a', '#1c2127'])(
    '%s has enough contrast',
    (color) => {
      expect(brandColorProblem(color)).toBeUndefined();
    },
  );

  test.each([
    [
      '#ffcc00',
      'white text on it would have a contrast of 1.51:1; the minimum is 4.5:1. Choose a darker color.',
    ],
    [
      '#767676',
      'links on a light background would have a contrast of 4.24:1; the minimum is 4.5:1. Choose a darker color.',
    ],
    [
      '#000000',
      'links on a dark background would have a contrast of 3.37:1; the minimum is 4.5:1. Choose a lighter color.',
    ],
  ])('%s is rejected with the reason', (portalBrandColor, reason) => {
    expect(() => readStage({ portalBrandColor })).toThrow(
      `portalBrandColor is ${portalBrandColor}: ${reason}`,
    );
  });

  test('is checked against the colors of the style sheet', () => {
    const style = readFileSync(
      join(import.meta.dirname, '../../../portal/styles/base.css'),
      'utf8',
    );
    const { lightPanel, darkPanel, linkShareOnDark } = PORTAL_COLORS;
    expect(style).toContain(`--panel: light-dark(${lightPanel}, ${darkPanel});`);
    expect(style).toContain(`color-mix(in oklab, var(--brand) ${100 * linkShareOnDark}%, white)`);
  });
});

describe('an image', () => {
  test.each([
    ['a.png', Buffer.from('\x89PNG\r\n\x1a\n…', 'latin1'), 'image/png'],
    ['a.jpg', Buffer.from('\xff\xd8\xff…', 'latin1'), 'image/jpeg'],
    ['a.webp', Buffer.from('RIFF1234WEBP', 'latin1'), 'image/webp'],
    ['a.ico', Buffer.from('\0\0\x01\0…', 'latin1'), 'image/x-icon'],
    ['a.svg', '<?xml version="1.0"?>\n<!-- a > b -->\n<svg xmlns="…"/>', 'image/svg+xml'],
  ])('%s has the type of its content', (name, content, contentType) => {
    expect(readImage(fileOf(name, content))).toMatchObject({ contentType });
  });

  test.each([
    ['gone.png', undefined, 'cannot be read'],
    ['page.svg', '<html><svg/></html>', 'is not an SVG, PNG, JPEG, WebP or ICO file'],
    ['large.svg', `<svg>${' '.repeat(100_000)}`, 'has 100005 bytes; the limit is 100000 bytes'],
  ])('%s is rejected with the reason', (name, content, reason) => {
    const portalLogo = content === undefined ? join(folder, name) : fileOf(name, content);
    expect(() => readStage({ portalLogo })).toThrow(`- portalLogo ${portalLogo} ${reason}.`);
  });
});

describe('an origin that may frame the portal', () => {
  test.each([
    'https://app.example.com',
    'https://app.example.com:8443',
    'https://*.example.com',
    'http://localhost:*',
    'http://127.0.0.1:8080',
  ])('may be %s', (origin) => {
    expect(readStage({ portalFrameAncestors: origin }).portalPage.frameAncestors).toEqual([origin]);
  });

  test.each([
    ['https://app.example.com:443', 'https://app.example.com'],
    ['https://*.example.com:443', 'https://*.example.com'],
    ['http://localhost:80', 'http://localhost'],
  ])('%s is written as browsers name it: %s', (origin, named) => {
    expect(readStage({ portalFrameAncestors: origin }).portalPage.frameAncestors).toEqual([named]);
  });

  test.each([
    'http://app.example.com',
    'https://app.example.com/',
    'https://app.example.com/path',
    'https://*',
    '*',
    "'self'",
    'https:',
    'https://a.example; script-src *',
    'https://A.example',
  ])('may not be %s', (origin) => {
    expect(() => readStage({ portalFrameAncestors: origin })).toThrow('portalFrameAncestors');
  });
});

describe('a page of the platform', () => {
  test.each(['https://app.example.com/open?a=b', 'http://localhost:3000/open'])(
    'may be %s',
    (url) => {
      expect(readStage({ portalRefreshUrl: url }).portalPage.refreshUrl).toBe(url);
    },
  );

  test.each([
    'http://app.example.com',
    '/open',
    'javascript:alert(1)',
    'https://user:secret@app.example.com',
  ])('may not be %s', (url) => {
    expect(() => readStage({ portalBackUrl: url })).toThrow('portalBackUrl');
  });
});

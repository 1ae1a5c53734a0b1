import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { settingDocs } from '../../../lib/settings/setting-docs.ts';
import { Settings } from '../../../lib/settings/settings.ts';
import { readStage } from '../../../lib/stage.ts';

const documented = Object.entries(Settings.shape).map(([name, schema]) => ({
  name,
  doc: settingDocs.get(schema),
}));

const table = documented
  .map(({ name, doc }) => `| \`${name}\` | ${doc?.fallback} | ${doc?.allowed} | ${doc?.meaning} |`)
  .join('\n');

const settingsPage = (): string =>
  readFileSync(join(import.meta.dirname, '../../../docs/reference/settings.md'), 'utf8');

describe('every setting', () => {
  it.each(documented)('$name is documented', ({ doc }) => {
    expect(doc).toBeDefined();
  });

  it.each(documented)('$name accepts its own example', ({ name, doc }) => {
    expect(() => readStage({ [name]: doc?.example })).not.toThrow();
  });

  it('matches the table of docs/reference/settings.md', () => {
    expect(settingsPage()).toContain(table);
  });
});

describe('the documented default', () => {
  const plain = documented.filter(({ doc }) => doc !== undefined && /^`[\w]+`$/.test(doc.fallback));

  it.each(plain)('of $name matches the actual default', ({ name, doc }) => {
    const given = doc?.fallback.replaceAll('`', '');
    expect(readStage({ [name]: given })).toEqual(readStage({}));
  });
});

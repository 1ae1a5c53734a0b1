import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { thirdPartyNotices } from '../../lib/third-party-notices.ts';

test('THIRD-PARTY-NOTICES.md names the bundled packages; npm run notices updates it', () => {
  const notices = thirdPartyNotices();
  const file = readFileSync(join(import.meta.dirname, '../../THIRD-PARTY-NOTICES.md'), 'utf8');
  expect(file).toBe(notices);
  expect(notices).toContain('| MPL-2.0 | api, batch-deliverer, deliverer');
  expect(notices).toContain('Mozilla Public License Version 2.0');
});

import { findPackageJSON } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

/**
 * Has fauxqs take what SQS takes: all characters of XML 1.0 (API_SendMessage). fauxqs 2.4.1 refuses
 * those beyond U+FFFF, emoji among them, for want of a flag on its pattern.
 */
export const takeAllCharacters = async (): Promise<void> => {
  const folder = join(findPackageJSON('fauxqs', import.meta.url) ?? '', '..');
  const { href } = pathToFileURL(join(folder, 'dist/sqs/sqsTypes.js'));
  const { INVALID_MESSAGE_BODY_CHAR: refused } = await import(href);
  refused.compile('[^\\x09\\x0A\\x0D\\x20-\\uD7FF\\uE000-\\uFFFD\\u{10000}-\\u{10FFFF}]', 'u');
};

import { fauxqsModule } from './fauxqs-module.ts';

/**
 * Patches fauxqs to accept all XML 1.0 characters, as SQS does (API_SendMessage). fauxqs 2.4.1
 * rejects those beyond U+FFFF, emoji among them, because its pattern lacks a flag.
 */
export const patchXmlCharset = async (): Promise<void> => {
  const { INVALID_MESSAGE_BODY_CHAR: refused } = await import(fauxqsModule('sqs/sqsTypes.js'));
  refused.compile('[^\\x09\\x0A\\x0D\\x20-\\uD7FF\\uE000-\\uFFFD\\u{10000}-\\u{10FFFF}]', 'u');
};

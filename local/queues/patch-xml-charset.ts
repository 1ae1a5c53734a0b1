import { fauxqsModule } from './fauxqs-module.ts';

/**
 * Has fauxqs take what SQS takes: all characters of XML 1.0 (API_SendMessage). fauxqs 2.4.1 refuses
 * those beyond U+FFFF, emoji among them, for want of a flag on its pattern.
 */
export const patchXmlCharset = async (): Promise<void> => {
  const { INVALID_MESSAGE_BODY_CHAR: refused } = await import(fauxqsModule('sqs/sqsTypes.js'));
  refused.compile('[^\\x09\\x0A\\x0D\\x20-\\uD7FF\\uE000-\\uFFFD\\u{10000}-\\u{10FFFF}]', 'u');
};

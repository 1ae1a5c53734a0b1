import { Logger } from '@aws-lambda-powertools/logger';

/**
 * Structured logger: one JSON object per line. Log only ids, counts and delivery results; never
 * payloads or credentials.
 */
export const logger = new Logger();

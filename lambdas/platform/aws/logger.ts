import { Logger } from '@aws-lambda-powertools/logger';

/** The log: one JSON object a line. Ids, counts and verdicts only; never payloads or credentials. */
export const logger = new Logger();

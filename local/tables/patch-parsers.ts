import { createRequire } from 'node:module';
import { rememberExpressions } from './remember-expressions.ts';

const require = createRequire(import.meta.url);

const PARSERS = ['conditionParser', 'projectionParser', 'updateParser'];

/** Patches dynalite's parsers of expressions to remember what they parsed. */
export const patchParsers = (): void => {
  if (!isPatched) {
    for (const parser of PARSERS.map((name) => require(`dynalite/db/${name}`))) {
      parser.parse = rememberExpressions(parser.parse);
    }
  }
  isPatched = true;
};

let isPatched = false;

import { parseArgs } from 'node:util';
import { usageError } from './local-stack-error.ts';

/** The parsed command line of the local stack. */
export interface Arguments {
  readonly help: boolean;
  /** Settings of the stage, as a deployment accepts them. */
  readonly context: Readonly<Record<string, string>>;
}

const OPTIONS = {
  context: { type: 'string', short: 'c', multiple: true },
  help: { type: 'boolean', short: 'h' },
} as const;

/** Settings with a fixed value in the local stack, and why. */
const UNCHANGEABLE = new Map([
  ['stage', 'npm start always runs the stage local'],
  ['credentialsKeyArns', 'the KMS of npm start has only the stack’s own key'],
]);

/**
 * Parses `-c name=value` settings, as for a deployment.
 *
 * @throws LocalStackError naming what is wrong and how to fix it
 */
export const readArguments = (args: readonly string[]): Arguments => {
  const { help = false, context = [] } = valuesIn(args);
  return { help, context: Object.fromEntries(context.map(settingIn)) };
};

const valuesIn = (args: readonly string[]) => {
  try {
    return parseArgs({ args: [...args], options: OPTIONS, strict: true }).values;
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    throw usageError(`${explainError(error)}\nnpm start -- --help lists the options`);
  }
};

const explainError = ({ message }: Error): string => {
  const positional = /^Unexpected argument '(.*?)'/s.exec(message)?.[1];
  const isSetting = positional !== undefined && /^\w+=/.test(positional);
  if (isSetting) return `${positional} must follow -c: npm start -- -c ${positional}`;
  return message.split('. ')[0] ?? message;
};

const settingIn = (assignment: string): [string, string] => {
  const [, name, value] = /^([^=]+)=(.*)$/s.exec(assignment) ?? [];
  if (name === undefined || value === undefined) {
    throw usageError(
      `-c must be followed by name=value, such as -c topics=orders,users, not ${JSON.stringify(assignment)}`,
    );
  }
  const reason = UNCHANGEABLE.get(name);
  if (reason !== undefined) throw usageError(`omit -c ${name}: ${reason}`);
  return [name, value];
};
